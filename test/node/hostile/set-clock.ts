/** Imported before a program: its clock begins at the instant in MYCEL_TEST_CLOCK, and goes on from there. */
const offsetMs = Date.parse(process.env['MYCEL_TEST_CLOCK'] ?? '') - Date.now()

const RealDate = Date

globalThis.Date = new Proxy(RealDate, {
  construct: (target, parameters: []) => (parameters.length === 0 ? new target(nowMs()) : new target(...parameters)),
  get: (target, name) => (name === 'now' ? nowMs : Reflect.get(target, name)),
})

function nowMs(): number {
  return RealDate.now() + offsetMs
}
