-- wrk posts the bodies of a file, a line each, and no faster than asked for: REQUESTS_PER_SEC of 0 is as fast as it goes.
-- Behind the last line it begins anew. Arguments: FILE REQUESTS_PER_SEC. Prints one line of JSON.
local ffi = require("ffi")
ffi.cdef[[
typedef struct { long seconds; long nanoseconds; } instant;
int clock_gettime(int clock, instant *now);
]]
local monotonic = 1
local instant = ffi.new("instant")

local function nowMs()
  ffi.C.clock_gettime(monotonic, instant)
  return tonumber(instant.seconds) * 1000 + tonumber(instant.nanoseconds) / 1e6
end

function init(arguments)
  path = arguments[1]
  bodies = io.lines(path)
  local rate = tonumber(arguments[2])
  gapMs = rate > 0 and 1000 / rate or 0
  nextMs = nowMs()
end

function request()
  local body = bodies()
  if body == nil then
    bodies = io.lines(path)
    body = bodies()
  end
  return wrk.format("POST", nil, { ["content-type"] = "application/json" }, body)
end

-- Each request has its moment, however long those before it took: a slow answer does not thin the load out.
function delay()
  nextMs = nextMs + gapMs
  return math.max(0, math.floor(nextMs - nowMs()))
end

function done(summary, latency)
  io.write(string.format(
    '{"requests":%d,"seconds":%f,"p50Ms":%f,"p99Ms":%f,"worstMs":%f,"failures":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, summary.errors.status + summary.errors.connect + summary.errors.read
      + summary.errors.write + summary.errors.timeout))
end
