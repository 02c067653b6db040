import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime';
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc';
export var WireRelease;
(function (WireRelease) {
    let _codec;
    WireRelease.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.major != null && obj.major !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.major);
                }
                if ((obj.product != null && obj.product !== '')) {
                    w.uint32(18);
                    w.string(obj.product);
                }
                if ((obj.version != null && obj.version !== '')) {
                    w.uint32(26);
                    w.string(obj.version);
                }
                if ((obj.securityEpoch != null && obj.securityEpoch !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.securityEpoch);
                }
                if (obj.components != null && obj.components.length > 0) {
                    for (const value of obj.components) {
                        w.uint32(42);
                        WireComponent.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    major: 0,
                    product: '',
                    version: '',
                    securityEpoch: 0,
                    components: []
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
                            obj.product = reader.string();
                            break;
                        }
                        case 3: {
                            obj.version = reader.string();
                            break;
                        }
                        case 4: {
                            obj.securityEpoch = reader.uint64Number();
                            break;
                        }
                        case 5: {
                            if (opts.limits?.components != null && obj.components.length === opts.limits.components) {
                                throw new MaxLengthError('Decode error - repeated field "components" had too many elements');
                            }
                            obj.components.push(WireComponent.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.components$
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
                    components: 0
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
                                field: `${prefix}.product`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.version`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.securityEpoch`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 5: {
                            if (opts.limits?.components != null && obj.components === opts.limits.components) {
                                throw new MaxLengthError('Streaming decode error - repeated field "components" had too many elements');
                            }
                            for (const evt of WireComponent.codec().stream(reader, reader.uint32(), `${prefix}.components[]`, {
                                limits: opts.limits?.components$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.components
                                };
                            }
                            obj.components++;
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
        return encodeMessage(obj, WireRelease.codec());
    }
    WireRelease.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireRelease.codec(), opts);
    }
    WireRelease.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireRelease.codec(), opts);
    }
    WireRelease.stream = stream;
})(WireRelease || (WireRelease = {}));
export var WireComponent;
(function (WireComponent) {
    let _codec;
    WireComponent.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.handler != null && obj.handler !== '')) {
                    w.uint32(18);
                    w.string(obj.handler);
                }
                if (obj.manifest != null) {
                    w.uint32(26);
                    WireManifest.codec().encode(obj.manifest, w);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    handler: ''
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
                            obj.handler = reader.string();
                            break;
                        }
                        case 3: {
                            obj.manifest = WireManifest.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.manifest
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
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.handler`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield* WireManifest.codec().stream(reader, reader.uint32(), `${prefix}.manifest`, {
                                limits: opts.limits?.manifest
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
        return encodeMessage(obj, WireComponent.codec());
    }
    WireComponent.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireComponent.codec(), opts);
    }
    WireComponent.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireComponent.codec(), opts);
    }
    WireComponent.stream = stream;
})(WireComponent || (WireComponent = {}));
export var WireManifest;
(function (WireManifest) {
    let _codec;
    WireManifest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.imageBytes != null && obj.imageBytes !== 0)) {
                    w.uint32(8);
                    w.uint64Number(obj.imageBytes);
                }
                if ((obj.chunkBytes != null && obj.chunkBytes !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.chunkBytes);
                }
                if ((obj.imageDigest != null && obj.imageDigest.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.imageDigest);
                }
                if (obj.chunkPages != null && obj.chunkPages.length > 0) {
                    for (const value of obj.chunkPages) {
                        w.uint32(34);
                        w.bytes(value);
                    }
                }
                if (obj.payloadPages != null && obj.payloadPages.length > 0) {
                    for (const value of obj.payloadPages) {
                        w.uint32(42);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    imageBytes: 0,
                    chunkBytes: 0,
                    imageDigest: uint8ArrayAlloc(0),
                    chunkPages: [],
                    payloadPages: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.imageBytes = reader.uint64Number();
                            break;
                        }
                        case 2: {
                            obj.chunkBytes = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.imageDigest = reader.bytes();
                            break;
                        }
                        case 4: {
                            if (opts.limits?.chunkPages != null && obj.chunkPages.length === opts.limits.chunkPages) {
                                throw new MaxLengthError('Decode error - repeated field "chunkPages" had too many elements');
                            }
                            obj.chunkPages.push(reader.bytes());
                            break;
                        }
                        case 5: {
                            if (opts.limits?.payloadPages != null && obj.payloadPages.length === opts.limits.payloadPages) {
                                throw new MaxLengthError('Decode error - repeated field "payloadPages" had too many elements');
                            }
                            obj.payloadPages.push(reader.bytes());
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
                    chunkPages: 0,
                    payloadPages: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.imageBytes`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.chunkBytes`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.imageDigest`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            if (opts.limits?.chunkPages != null && obj.chunkPages === opts.limits.chunkPages) {
                                throw new MaxLengthError('Streaming decode error - repeated field "chunkPages" had too many elements');
                            }
                            yield {
                                field: `${prefix}.chunkPages[]`,
                                index: obj.chunkPages,
                                value: reader.bytes()
                            };
                            obj.chunkPages++;
                            break;
                        }
                        case 5: {
                            if (opts.limits?.payloadPages != null && obj.payloadPages === opts.limits.payloadPages) {
                                throw new MaxLengthError('Streaming decode error - repeated field "payloadPages" had too many elements');
                            }
                            yield {
                                field: `${prefix}.payloadPages[]`,
                                index: obj.payloadPages,
                                value: reader.bytes()
                            };
                            obj.payloadPages++;
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
        return encodeMessage(obj, WireManifest.codec());
    }
    WireManifest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireManifest.codec(), opts);
    }
    WireManifest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireManifest.codec(), opts);
    }
    WireManifest.stream = stream;
})(WireManifest || (WireManifest = {}));
export var WireDelta;
(function (WireDelta) {
    let _codec;
    WireDelta.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.major != null && obj.major !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.major);
                }
                if ((obj.baseImage != null && obj.baseImage.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.baseImage);
                }
                if ((obj.image != null && obj.image.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.image);
                }
                if (obj.payloads != null && obj.payloads.length > 0) {
                    for (const value of obj.payloads) {
                        w.uint32(34);
                        WirePayload.codec().encode(value, w);
                    }
                }
                if (obj.ops != null && obj.ops.length > 0) {
                    for (const value of obj.ops) {
                        w.uint32(42);
                        WireChunkOp.codec().encode(value, w);
                    }
                }
                if ((obj.covers != null && obj.covers.byteLength > 0)) {
                    w.uint32(50);
                    w.bytes(obj.covers);
                }
                if ((obj.programs != null && obj.programs.byteLength > 0)) {
                    w.uint32(58);
                    w.bytes(obj.programs);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    major: 0,
                    baseImage: uint8ArrayAlloc(0),
                    image: uint8ArrayAlloc(0),
                    payloads: [],
                    ops: [],
                    covers: uint8ArrayAlloc(0),
                    programs: uint8ArrayAlloc(0)
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
                            obj.baseImage = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.image = reader.bytes();
                            break;
                        }
                        case 4: {
                            if (opts.limits?.payloads != null && obj.payloads.length === opts.limits.payloads) {
                                throw new MaxLengthError('Decode error - repeated field "payloads" had too many elements');
                            }
                            obj.payloads.push(WirePayload.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.payloads$
                            }));
                            break;
                        }
                        case 5: {
                            if (opts.limits?.ops != null && obj.ops.length === opts.limits.ops) {
                                throw new MaxLengthError('Decode error - repeated field "ops" had too many elements');
                            }
                            obj.ops.push(WireChunkOp.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.ops$
                            }));
                            break;
                        }
                        case 6: {
                            obj.covers = reader.bytes();
                            break;
                        }
                        case 7: {
                            obj.programs = reader.bytes();
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
                    payloads: 0,
                    ops: 0
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
                                field: `${prefix}.baseImage`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.image`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            if (opts.limits?.payloads != null && obj.payloads === opts.limits.payloads) {
                                throw new MaxLengthError('Streaming decode error - repeated field "payloads" had too many elements');
                            }
                            for (const evt of WirePayload.codec().stream(reader, reader.uint32(), `${prefix}.payloads[]`, {
                                limits: opts.limits?.payloads$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.payloads
                                };
                            }
                            obj.payloads++;
                            break;
                        }
                        case 5: {
                            if (opts.limits?.ops != null && obj.ops === opts.limits.ops) {
                                throw new MaxLengthError('Streaming decode error - repeated field "ops" had too many elements');
                            }
                            for (const evt of WireChunkOp.codec().stream(reader, reader.uint32(), `${prefix}.ops[]`, {
                                limits: opts.limits?.ops$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.ops
                                };
                            }
                            obj.ops++;
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.covers`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.programs`,
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
        return encodeMessage(obj, WireDelta.codec());
    }
    WireDelta.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireDelta.codec(), opts);
    }
    WireDelta.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireDelta.codec(), opts);
    }
    WireDelta.stream = stream;
})(WireDelta || (WireDelta = {}));
export var WirePayload;
(function (WirePayload) {
    let _codec;
    WirePayload.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.digest != null && obj.digest.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.digest);
                }
                if ((obj.payloadBytes != null && obj.payloadBytes !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.payloadBytes);
                }
                if ((obj.isPatch != null && obj.isPatch !== false)) {
                    w.uint32(24);
                    w.bool(obj.isPatch);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    digest: uint8ArrayAlloc(0),
                    payloadBytes: 0,
                    isPatch: false
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.digest = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.payloadBytes = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.isPatch = reader.bool();
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
                                field: `${prefix}.digest`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.payloadBytes`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.isPatch`,
                                value: reader.bool()
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
        return encodeMessage(obj, WirePayload.codec());
    }
    WirePayload.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WirePayload.codec(), opts);
    }
    WirePayload.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WirePayload.codec(), opts);
    }
    WirePayload.stream = stream;
})(WirePayload || (WirePayload = {}));
export var WireChunkOp;
(function (WireChunkOp) {
    let _codec;
    WireChunkOp.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.chunk != null && obj.chunk !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.chunk);
                }
                if ((obj.digest != null && obj.digest.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.digest);
                }
                if ((obj.op != null && obj.op !== 0)) {
                    w.uint32(24);
                    w.uint32(obj.op);
                }
                if ((obj.source != null && obj.source !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.source);
                }
                if ((obj.payload != null && obj.payload !== 0)) {
                    w.uint32(40);
                    w.uint32(obj.payload);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    chunk: 0,
                    digest: uint8ArrayAlloc(0),
                    op: 0,
                    source: 0,
                    payload: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.chunk = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.digest = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.op = reader.uint32();
                            break;
                        }
                        case 4: {
                            obj.source = reader.uint64Number();
                            break;
                        }
                        case 5: {
                            obj.payload = reader.uint32();
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
                                field: `${prefix}.chunk`,
                                value: reader.uint32()
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
                                field: `${prefix}.op`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.source`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.payload`,
                                value: reader.uint32()
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
        return encodeMessage(obj, WireChunkOp.codec());
    }
    WireChunkOp.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireChunkOp.codec(), opts);
    }
    WireChunkOp.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireChunkOp.codec(), opts);
    }
    WireChunkOp.stream = stream;
})(WireChunkOp || (WireChunkOp = {}));
