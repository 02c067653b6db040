import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime';
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc';
export var WireBootRecord;
(function (WireBootRecord) {
    let _codec;
    WireBootRecord.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.major != null && obj.major !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.major);
                }
                if ((obj.active != null && obj.active !== '')) {
                    w.uint32(18);
                    w.string(obj.active);
                }
                if (obj.trial != null) {
                    w.uint32(26);
                    WireTrial.codec().encode(obj.trial, w);
                }
                if (obj.a != null) {
                    w.uint32(34);
                    WireSlotContent.codec().encode(obj.a, w);
                }
                if (obj.b != null) {
                    w.uint32(42);
                    WireSlotContent.codec().encode(obj.b, w);
                }
                if (obj.rollback != null) {
                    w.uint32(50);
                    WireRollback.codec().encode(obj.rollback, w);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    major: 0,
                    active: ''
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
                            obj.active = reader.string();
                            break;
                        }
                        case 3: {
                            obj.trial = WireTrial.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.trial
                            });
                            break;
                        }
                        case 4: {
                            obj.a = WireSlotContent.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.a
                            });
                            break;
                        }
                        case 5: {
                            obj.b = WireSlotContent.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.b
                            });
                            break;
                        }
                        case 6: {
                            obj.rollback = WireRollback.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.rollback
                            });
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
                                field: `${prefix}.major`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.active`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield* WireTrial.codec().stream(reader, reader.uint32(), `${prefix}.trial`, {
                                limits: opts.limits?.trial
                            });
                            break;
                        }
                        case 4: {
                            yield* WireSlotContent.codec().stream(reader, reader.uint32(), `${prefix}.a`, {
                                limits: opts.limits?.a
                            });
                            break;
                        }
                        case 5: {
                            yield* WireSlotContent.codec().stream(reader, reader.uint32(), `${prefix}.b`, {
                                limits: opts.limits?.b
                            });
                            break;
                        }
                        case 6: {
                            yield* WireRollback.codec().stream(reader, reader.uint32(), `${prefix}.rollback`, {
                                limits: opts.limits?.rollback
                            });
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
        return encodeMessage(obj, WireBootRecord.codec());
    }
    WireBootRecord.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireBootRecord.codec(), opts);
    }
    WireBootRecord.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireBootRecord.codec(), opts);
    }
    WireBootRecord.stream = stream;
})(WireBootRecord || (WireBootRecord = {}));
export var WireTrial;
(function (WireTrial) {
    let _codec;
    WireTrial.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.slot != null && obj.slot !== '')) {
                    w.uint32(10);
                    w.string(obj.slot);
                }
                if ((obj.attemptsLeft != null && obj.attemptsLeft !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.attemptsLeft);
                }
                if ((obj.lastFailure != null && obj.lastFailure !== '')) {
                    w.uint32(26);
                    w.string(obj.lastFailure);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    slot: '',
                    attemptsLeft: 0,
                    lastFailure: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.slot = reader.string();
                            break;
                        }
                        case 2: {
                            obj.attemptsLeft = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.lastFailure = reader.string();
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
                                field: `${prefix}.slot`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.attemptsLeft`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.lastFailure`,
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
        return encodeMessage(obj, WireTrial.codec());
    }
    WireTrial.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireTrial.codec(), opts);
    }
    WireTrial.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireTrial.codec(), opts);
    }
    WireTrial.stream = stream;
})(WireTrial || (WireTrial = {}));
export var WireSlotContent;
(function (WireSlotContent) {
    let _codec;
    WireSlotContent.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.version != null && obj.version !== '')) {
                    w.uint32(10);
                    w.string(obj.version);
                }
                if ((obj.release != null && obj.release.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.release);
                }
                if (obj.images != null && obj.images.length > 0) {
                    for (const value of obj.images) {
                        w.uint32(26);
                        WireSlotImage.codec().encode(value, w);
                    }
                }
                if ((obj.securityEpoch != null && obj.securityEpoch !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.securityEpoch);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    version: '',
                    release: uint8ArrayAlloc(0),
                    images: [],
                    securityEpoch: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.version = reader.string();
                            break;
                        }
                        case 2: {
                            obj.release = reader.bytes();
                            break;
                        }
                        case 3: {
                            if (opts.limits?.images != null && obj.images.length === opts.limits.images) {
                                throw new MaxLengthError('Decode error - repeated field "images" had too many elements');
                            }
                            obj.images.push(WireSlotImage.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.images$
                            }));
                            break;
                        }
                        case 4: {
                            obj.securityEpoch = reader.uint64Number();
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
                    images: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.version`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.release`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            if (opts.limits?.images != null && obj.images === opts.limits.images) {
                                throw new MaxLengthError('Streaming decode error - repeated field "images" had too many elements');
                            }
                            for (const evt of WireSlotImage.codec().stream(reader, reader.uint32(), `${prefix}.images[]`, {
                                limits: opts.limits?.images$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.images
                                };
                            }
                            obj.images++;
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.securityEpoch`,
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
        return encodeMessage(obj, WireSlotContent.codec());
    }
    WireSlotContent.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireSlotContent.codec(), opts);
    }
    WireSlotContent.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireSlotContent.codec(), opts);
    }
    WireSlotContent.stream = stream;
})(WireSlotContent || (WireSlotContent = {}));
export var WireSlotImage;
(function (WireSlotImage) {
    let _codec;
    WireSlotImage.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.component != null && obj.component !== '')) {
                    w.uint32(10);
                    w.string(obj.component);
                }
                if ((obj.digest != null && obj.digest.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.digest);
                }
                if ((obj.imageBytes != null && obj.imageBytes !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.imageBytes);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    component: '',
                    digest: uint8ArrayAlloc(0),
                    imageBytes: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.component = reader.string();
                            break;
                        }
                        case 2: {
                            obj.digest = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.imageBytes = reader.uint64Number();
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
                                field: `${prefix}.component`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.digest`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.imageBytes`,
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
        return encodeMessage(obj, WireSlotImage.codec());
    }
    WireSlotImage.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireSlotImage.codec(), opts);
    }
    WireSlotImage.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireSlotImage.codec(), opts);
    }
    WireSlotImage.stream = stream;
})(WireSlotImage || (WireSlotImage = {}));
export var WireRollback;
(function (WireRollback) {
    let _codec;
    WireRollback.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.version != null && obj.version !== '')) {
                    w.uint32(10);
                    w.string(obj.version);
                }
                if ((obj.reason != null && obj.reason !== '')) {
                    w.uint32(18);
                    w.string(obj.reason);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    version: '',
                    reason: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.version = reader.string();
                            break;
                        }
                        case 2: {
                            obj.reason = reader.string();
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
                                field: `${prefix}.version`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.reason`,
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
        return encodeMessage(obj, WireRollback.codec());
    }
    WireRollback.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireRollback.codec(), opts);
    }
    WireRollback.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireRollback.codec(), opts);
    }
    WireRollback.stream = stream;
})(WireRollback || (WireRollback = {}));
