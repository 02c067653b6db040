import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime';
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc';
export var WireSealedReport;
(function (WireSealedReport) {
    let _codec;
    WireSealedReport.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.statement != null && obj.statement.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.statement);
                }
                if ((obj.certificate != null && obj.certificate.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.certificate);
                }
                if ((obj.signature != null && obj.signature.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.signature);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    statement: uint8ArrayAlloc(0),
                    certificate: uint8ArrayAlloc(0),
                    signature: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.statement = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.certificate = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.signature = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.statement`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.certificate`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.signature`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WireSealedReport.codec());
    }
    WireSealedReport.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireSealedReport.codec(), opts);
    }
    WireSealedReport.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireSealedReport.codec(), opts);
    }
    WireSealedReport.stream = stream;
})(WireSealedReport || (WireSealedReport = {}));
export var WireReport;
(function (WireReport) {
    let _codec;
    WireReport.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.major != null && obj.major !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.major);
                }
                if ((obj.sequence != null && obj.sequence !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.sequence);
                }
                if ((obj.product != null && obj.product !== '')) {
                    w.uint32(26);
                    w.string(obj.product);
                }
                if ((obj.running != null && obj.running !== '')) {
                    w.uint32(34);
                    w.string(obj.running);
                }
                if ((obj.at != null && obj.at !== 0)) {
                    w.uint32(40);
                    w.uint64Number(obj.at);
                }
                if (obj.tags != null && obj.tags.length > 0) {
                    for (const value of obj.tags) {
                        w.uint32(50);
                        WireTag.codec().encode(value, w);
                    }
                }
                if ((obj.event != null && obj.event !== '')) {
                    w.uint32(58);
                    w.string(obj.event);
                }
                if ((obj.version != null && obj.version !== '')) {
                    w.uint32(66);
                    w.string(obj.version);
                }
                if ((obj.rollout != null && obj.rollout !== '')) {
                    w.uint32(74);
                    w.string(obj.rollout);
                }
                if ((obj.from != null && obj.from !== '')) {
                    w.uint32(82);
                    w.string(obj.from);
                }
                if ((obj.cause != null && obj.cause !== '')) {
                    w.uint32(90);
                    w.string(obj.cause);
                }
                if ((obj.reason != null && obj.reason !== '')) {
                    w.uint32(98);
                    w.string(obj.reason);
                }
                if ((obj.downtimeMs != null && obj.downtimeMs !== 0)) {
                    w.uint32(104);
                    w.uint64Number(obj.downtimeMs);
                }
                if ((obj.wanBytes != null && obj.wanBytes !== 0)) {
                    w.uint32(112);
                    w.uint64Number(obj.wanBytes);
                }
                if ((obj.lanBytes != null && obj.lanBytes !== 0)) {
                    w.uint32(120);
                    w.uint64Number(obj.lanBytes);
                }
                if (obj.gauges != null && obj.gauges.length > 0) {
                    for (const value of obj.gauges) {
                        w.uint32(130);
                        WireGauge.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    major: 0,
                    sequence: 0,
                    product: '',
                    running: '',
                    at: 0,
                    tags: [],
                    event: '',
                    version: '',
                    rollout: '',
                    from: '',
                    cause: '',
                    reason: '',
                    downtimeMs: 0,
                    wanBytes: 0,
                    lanBytes: 0,
                    gauges: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.major = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.sequence = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.product = reader.string();
                            break;
                        }
                        case 4: {
                            obj.running = reader.string();
                            break;
                        }
                        case 5: {
                            obj.at = reader.uint64Number();
                            break;
                        }
                        case 6: {
                            if (opts.limits?.tags != null && obj.tags.length === opts.limits.tags) {
                                throw new MaxLengthError('Decode error - repeated field "tags" had too many elements');
                            }
                            obj.tags.push(WireTag.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.tags$
                            }));
                            break;
                        }
                        case 7: {
                            obj.event = reader.string();
                            break;
                        }
                        case 8: {
                            obj.version = reader.string();
                            break;
                        }
                        case 9: {
                            obj.rollout = reader.string();
                            break;
                        }
                        case 10: {
                            obj.from = reader.string();
                            break;
                        }
                        case 11: {
                            obj.cause = reader.string();
                            break;
                        }
                        case 12: {
                            obj.reason = reader.string();
                            break;
                        }
                        case 13: {
                            obj.downtimeMs = reader.uint64Number();
                            break;
                        }
                        case 14: {
                            obj.wanBytes = reader.uint64Number();
                            break;
                        }
                        case 15: {
                            obj.lanBytes = reader.uint64Number();
                            break;
                        }
                        case 16: {
                            if (opts.limits?.gauges != null && obj.gauges.length === opts.limits.gauges) {
                                throw new MaxLengthError('Decode error - repeated field "gauges" had too many elements');
                            }
                            obj.gauges.push(WireGauge.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.gauges$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    tags: 0,
                    gauges: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.major`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.sequence`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.product`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.running`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.at`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 6: {
                            if (opts.limits?.tags != null && obj.tags === opts.limits.tags) {
                                throw new MaxLengthError('Streaming decode error - repeated field "tags" had too many elements');
                            }
                            for (const evt of WireTag.codec().stream(reader, reader.uint32(), `${prefix}.tags[]`, {
                                limits: opts.limits?.tags$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.tags
                                };
                            }
                            obj.tags++;
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.event`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 8: {
                            yield {
                                field: `${prefix}.version`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 9: {
                            yield {
                                field: `${prefix}.rollout`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 10: {
                            yield {
                                field: `${prefix}.from`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 11: {
                            yield {
                                field: `${prefix}.cause`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 12: {
                            yield {
                                field: `${prefix}.reason`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 13: {
                            yield {
                                field: `${prefix}.downtimeMs`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 14: {
                            yield {
                                field: `${prefix}.wanBytes`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 15: {
                            yield {
                                field: `${prefix}.lanBytes`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 16: {
                            if (opts.limits?.gauges != null && obj.gauges === opts.limits.gauges) {
                                throw new MaxLengthError('Streaming decode error - repeated field "gauges" had too many elements');
                            }
                            for (const evt of WireGauge.codec().stream(reader, reader.uint32(), `${prefix}.gauges[]`, {
                                limits: opts.limits?.gauges$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.gauges
                                };
                            }
                            obj.gauges++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WireReport.codec());
    }
    WireReport.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireReport.codec(), opts);
    }
    WireReport.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireReport.codec(), opts);
    }
    WireReport.stream = stream;
})(WireReport || (WireReport = {}));
export var WireTag;
(function (WireTag) {
    let _codec;
    WireTag.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.value != null && obj.value !== '')) {
                    w.uint32(18);
                    w.string(obj.value);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    value: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.name = reader.string();
                            break;
                        }
                        case 2: {
                            obj.value = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.value`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WireTag.codec());
    }
    WireTag.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireTag.codec(), opts);
    }
    WireTag.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireTag.codec(), opts);
    }
    WireTag.stream = stream;
})(WireTag || (WireTag = {}));
export var WireGauge;
(function (WireGauge) {
    let _codec;
    WireGauge.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.number != null && obj.number !== 0)) {
                    w.uint32(17);
                    w.double(obj.number);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    number: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.name = reader.string();
                            break;
                        }
                        case 2: {
                            obj.number = reader.double();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.number`,
                                value: reader.double()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WireGauge.codec());
    }
    WireGauge.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireGauge.codec(), opts);
    }
    WireGauge.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireGauge.codec(), opts);
    }
    WireGauge.stream = stream;
})(WireGauge || (WireGauge = {}));
export var WireReceipt;
(function (WireReceipt) {
    let _codec;
    WireReceipt.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.major != null && obj.major !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.major);
                }
                if (obj.taken != null && obj.taken.length > 0) {
                    for (const value of obj.taken) {
                        w.uint32(18);
                        WireTakenReport.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    major: 0,
                    taken: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.major = reader.uint32();
                            break;
                        }
                        case 2: {
                            if (opts.limits?.taken != null && obj.taken.length === opts.limits.taken) {
                                throw new MaxLengthError('Decode error - repeated field "taken" had too many elements');
                            }
                            obj.taken.push(WireTakenReport.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.taken$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    taken: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.major`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            if (opts.limits?.taken != null && obj.taken === opts.limits.taken) {
                                throw new MaxLengthError('Streaming decode error - repeated field "taken" had too many elements');
                            }
                            for (const evt of WireTakenReport.codec().stream(reader, reader.uint32(), `${prefix}.taken[]`, {
                                limits: opts.limits?.taken$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.taken
                                };
                            }
                            obj.taken++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WireReceipt.codec());
    }
    WireReceipt.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireReceipt.codec(), opts);
    }
    WireReceipt.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireReceipt.codec(), opts);
    }
    WireReceipt.stream = stream;
})(WireReceipt || (WireReceipt = {}));
export var WireTakenReport;
(function (WireTakenReport) {
    let _codec;
    WireTakenReport.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.device != null && obj.device !== '')) {
                    w.uint32(10);
                    w.string(obj.device);
                }
                if ((obj.sequence != null && obj.sequence !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.sequence);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    device: '',
                    sequence: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.device = reader.string();
                            break;
                        }
                        case 2: {
                            obj.sequence = reader.uint64Number();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.device`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.sequence`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WireTakenReport.codec());
    }
    WireTakenReport.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireTakenReport.codec(), opts);
    }
    WireTakenReport.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireTakenReport.codec(), opts);
    }
    WireTakenReport.stream = stream;
})(WireTakenReport || (WireTakenReport = {}));
