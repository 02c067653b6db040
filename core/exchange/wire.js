/* eslint-disable require-yield */
import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime';
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc';
export var WireMessage;
(function (WireMessage) {
    let _codec;
    WireMessage.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.hello != null) {
                    w.uint32(10);
                    WireHello.codec().encode(obj.hello, w);
                }
                if (obj.head != null) {
                    w.uint32(18);
                    WireHead.codec().encode(obj.head, w);
                }
                if (obj.have != null) {
                    w.uint32(26);
                    WireHave.codec().encode(obj.have, w);
                }
                if (obj.lease != null) {
                    w.uint32(34);
                    WireLease.codec().encode(obj.lease, w);
                }
                if (obj.metadataRequest != null) {
                    w.uint32(42);
                    WireMetadataRequest.codec().encode(obj.metadataRequest, w);
                }
                if (obj.metadata != null) {
                    w.uint32(50);
                    WireMetadata.codec().encode(obj.metadata, w);
                }
                if (obj.peersRequest != null) {
                    w.uint32(58);
                    WirePeersRequest.codec().encode(obj.peersRequest, w);
                }
                if (obj.peers != null) {
                    w.uint32(66);
                    WirePeers.codec().encode(obj.peers, w);
                }
                if (obj.standings != null) {
                    w.uint32(74);
                    WireStandings.codec().encode(obj.standings, w);
                }
                if (obj.forged != null) {
                    w.uint32(82);
                    WireForged.codec().encode(obj.forged, w);
                }
                if (obj.reports != null) {
                    w.uint32(90);
                    WireReports.codec().encode(obj.reports, w);
                }
                if (obj.reportsTaken != null) {
                    w.uint32(98);
                    WireReportsTaken.codec().encode(obj.reportsTaken, w);
                }
                if (obj.relays != null) {
                    w.uint32(106);
                    WireRelays.codec().encode(obj.relays, w);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {};
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.hello = WireHello.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.hello
                            });
                            break;
                        }
                        case 2: {
                            obj.head = WireHead.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.head
                            });
                            break;
                        }
                        case 3: {
                            obj.have = WireHave.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.have
                            });
                            break;
                        }
                        case 4: {
                            obj.lease = WireLease.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.lease
                            });
                            break;
                        }
                        case 5: {
                            obj.metadataRequest = WireMetadataRequest.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.metadataRequest
                            });
                            break;
                        }
                        case 6: {
                            obj.metadata = WireMetadata.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.metadata
                            });
                            break;
                        }
                        case 7: {
                            obj.peersRequest = WirePeersRequest.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.peersRequest
                            });
                            break;
                        }
                        case 8: {
                            obj.peers = WirePeers.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.peers
                            });
                            break;
                        }
                        case 9: {
                            obj.standings = WireStandings.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.standings
                            });
                            break;
                        }
                        case 10: {
                            obj.forged = WireForged.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.forged
                            });
                            break;
                        }
                        case 11: {
                            obj.reports = WireReports.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.reports
                            });
                            break;
                        }
                        case 12: {
                            obj.reportsTaken = WireReportsTaken.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.reportsTaken
                            });
                            break;
                        }
                        case 13: {
                            obj.relays = WireRelays.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.relays
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
                            yield* WireHello.codec().stream(reader, reader.uint32(), `${prefix}.hello`, {
                                limits: opts.limits?.hello
                            });
                            break;
                        }
                        case 2: {
                            yield* WireHead.codec().stream(reader, reader.uint32(), `${prefix}.head`, {
                                limits: opts.limits?.head
                            });
                            break;
                        }
                        case 3: {
                            yield* WireHave.codec().stream(reader, reader.uint32(), `${prefix}.have`, {
                                limits: opts.limits?.have
                            });
                            break;
                        }
                        case 4: {
                            yield* WireLease.codec().stream(reader, reader.uint32(), `${prefix}.lease`, {
                                limits: opts.limits?.lease
                            });
                            break;
                        }
                        case 5: {
                            yield* WireMetadataRequest.codec().stream(reader, reader.uint32(), `${prefix}.metadataRequest`, {
                                limits: opts.limits?.metadataRequest
                            });
                            break;
                        }
                        case 6: {
                            yield* WireMetadata.codec().stream(reader, reader.uint32(), `${prefix}.metadata`, {
                                limits: opts.limits?.metadata
                            });
                            break;
                        }
                        case 7: {
                            yield* WirePeersRequest.codec().stream(reader, reader.uint32(), `${prefix}.peersRequest`, {
                                limits: opts.limits?.peersRequest
                            });
                            break;
                        }
                        case 8: {
                            yield* WirePeers.codec().stream(reader, reader.uint32(), `${prefix}.peers`, {
                                limits: opts.limits?.peers
                            });
                            break;
                        }
                        case 9: {
                            yield* WireStandings.codec().stream(reader, reader.uint32(), `${prefix}.standings`, {
                                limits: opts.limits?.standings
                            });
                            break;
                        }
                        case 10: {
                            yield* WireForged.codec().stream(reader, reader.uint32(), `${prefix}.forged`, {
                                limits: opts.limits?.forged
                            });
                            break;
                        }
                        case 11: {
                            yield* WireReports.codec().stream(reader, reader.uint32(), `${prefix}.reports`, {
                                limits: opts.limits?.reports
                            });
                            break;
                        }
                        case 12: {
                            yield* WireReportsTaken.codec().stream(reader, reader.uint32(), `${prefix}.reportsTaken`, {
                                limits: opts.limits?.reportsTaken
                            });
                            break;
                        }
                        case 13: {
                            yield* WireRelays.codec().stream(reader, reader.uint32(), `${prefix}.relays`, {
                                limits: opts.limits?.relays
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
        return encodeMessage(obj, WireMessage.codec());
    }
    WireMessage.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireMessage.codec(), opts);
    }
    WireMessage.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireMessage.codec(), opts);
    }
    WireMessage.stream = stream;
})(WireMessage || (WireMessage = {}));
export var WireHello;
(function (WireHello) {
    let _codec;
    WireHello.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.major != null && obj.major !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.major);
                }
                if (obj.features != null && obj.features.length > 0) {
                    for (const value of obj.features) {
                        w.uint32(18);
                        w.string(value);
                    }
                }
                if ((obj.certificate != null && obj.certificate.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.certificate);
                }
                if ((obj.role != null && obj.role !== '')) {
                    w.uint32(34);
                    w.string(obj.role);
                }
                if ((obj.ranking != null && obj.ranking !== 0)) {
                    w.uint32(40);
                    w.uint32(obj.ranking);
                }
                if (obj.listen != null && obj.listen.length > 0) {
                    for (const value of obj.listen) {
                        w.uint32(50);
                        w.string(value);
                    }
                }
                if (obj.images != null && obj.images.length > 0) {
                    for (const value of obj.images) {
                        w.uint32(58);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    major: 0,
                    features: [],
                    certificate: uint8ArrayAlloc(0),
                    role: '',
                    ranking: 0,
                    listen: [],
                    images: []
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
                            if (opts.limits?.features != null && obj.features.length === opts.limits.features) {
                                throw new MaxLengthError('Decode error - repeated field "features" had too many elements');
                            }
                            obj.features.push(reader.string());
                            break;
                        }
                        case 3: {
                            obj.certificate = reader.bytes();
                            break;
                        }
                        case 4: {
                            obj.role = reader.string();
                            break;
                        }
                        case 5: {
                            obj.ranking = reader.uint32();
                            break;
                        }
                        case 6: {
                            if (opts.limits?.listen != null && obj.listen.length === opts.limits.listen) {
                                throw new MaxLengthError('Decode error - repeated field "listen" had too many elements');
                            }
                            obj.listen.push(reader.string());
                            break;
                        }
                        case 7: {
                            if (opts.limits?.images != null && obj.images.length === opts.limits.images) {
                                throw new MaxLengthError('Decode error - repeated field "images" had too many elements');
                            }
                            obj.images.push(reader.bytes());
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
                    features: 0,
                    listen: 0,
                    images: 0
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
                            if (opts.limits?.features != null && obj.features === opts.limits.features) {
                                throw new MaxLengthError('Streaming decode error - repeated field "features" had too many elements');
                            }
                            yield {
                                field: `${prefix}.features[]`,
                                index: obj.features,
                                value: reader.string()
                            };
                            obj.features++;
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.certificate`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.role`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.ranking`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 6: {
                            if (opts.limits?.listen != null && obj.listen === opts.limits.listen) {
                                throw new MaxLengthError('Streaming decode error - repeated field "listen" had too many elements');
                            }
                            yield {
                                field: `${prefix}.listen[]`,
                                index: obj.listen,
                                value: reader.string()
                            };
                            obj.listen++;
                            break;
                        }
                        case 7: {
                            if (opts.limits?.images != null && obj.images === opts.limits.images) {
                                throw new MaxLengthError('Streaming decode error - repeated field "images" had too many elements');
                            }
                            yield {
                                field: `${prefix}.images[]`,
                                index: obj.images,
                                value: reader.bytes()
                            };
                            obj.images++;
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
        return encodeMessage(obj, WireHello.codec());
    }
    WireHello.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireHello.codec(), opts);
    }
    WireHello.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireHello.codec(), opts);
    }
    WireHello.stream = stream;
})(WireHello || (WireHello = {}));
export var WireHead;
(function (WireHead) {
    let _codec;
    WireHead.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.rootVersion != null && obj.rootVersion !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.rootVersion);
                }
                if ((obj.timestampVersion != null && obj.timestampVersion !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.timestampVersion);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    rootVersion: 0,
                    timestampVersion: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.rootVersion = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.timestampVersion = reader.uint32();
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
                                field: `${prefix}.rootVersion`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.timestampVersion`,
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
        return encodeMessage(obj, WireHead.codec());
    }
    WireHead.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireHead.codec(), opts);
    }
    WireHead.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireHead.codec(), opts);
    }
    WireHead.stream = stream;
})(WireHead || (WireHead = {}));
export var WireHave;
(function (WireHave) {
    let _codec;
    WireHave.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.payloads != null && obj.payloads.length > 0) {
                    for (const value of obj.payloads) {
                        w.uint32(10);
                        w.bytes(value);
                    }
                }
                if (obj.chunks != null && obj.chunks.length > 0) {
                    for (const value of obj.chunks) {
                        w.uint32(18);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    payloads: [],
                    chunks: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.payloads != null && obj.payloads.length === opts.limits.payloads) {
                                throw new MaxLengthError('Decode error - repeated field "payloads" had too many elements');
                            }
                            obj.payloads.push(reader.bytes());
                            break;
                        }
                        case 2: {
                            if (opts.limits?.chunks != null && obj.chunks.length === opts.limits.chunks) {
                                throw new MaxLengthError('Decode error - repeated field "chunks" had too many elements');
                            }
                            obj.chunks.push(reader.bytes());
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
                    chunks: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.payloads != null && obj.payloads === opts.limits.payloads) {
                                throw new MaxLengthError('Streaming decode error - repeated field "payloads" had too many elements');
                            }
                            yield {
                                field: `${prefix}.payloads[]`,
                                index: obj.payloads,
                                value: reader.bytes()
                            };
                            obj.payloads++;
                            break;
                        }
                        case 2: {
                            if (opts.limits?.chunks != null && obj.chunks === opts.limits.chunks) {
                                throw new MaxLengthError('Streaming decode error - repeated field "chunks" had too many elements');
                            }
                            yield {
                                field: `${prefix}.chunks[]`,
                                index: obj.chunks,
                                value: reader.bytes()
                            };
                            obj.chunks++;
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
        return encodeMessage(obj, WireHave.codec());
    }
    WireHave.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireHave.codec(), opts);
    }
    WireHave.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireHave.codec(), opts);
    }
    WireHave.stream = stream;
})(WireHave || (WireHave = {}));
export var WireLease;
(function (WireLease) {
    let _codec;
    WireLease.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.taken != null && obj.taken.length > 0) {
                    for (const value of obj.taken) {
                        w.uint32(10);
                        WireLeased.codec().encode(value, w);
                    }
                }
                if (obj.dropped != null && obj.dropped.length > 0) {
                    for (const value of obj.dropped) {
                        w.uint32(18);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    taken: [],
                    dropped: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.taken != null && obj.taken.length === opts.limits.taken) {
                                throw new MaxLengthError('Decode error - repeated field "taken" had too many elements');
                            }
                            obj.taken.push(WireLeased.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.taken$
                            }));
                            break;
                        }
                        case 2: {
                            if (opts.limits?.dropped != null && obj.dropped.length === opts.limits.dropped) {
                                throw new MaxLengthError('Decode error - repeated field "dropped" had too many elements');
                            }
                            obj.dropped.push(reader.bytes());
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
                    taken: 0,
                    dropped: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.taken != null && obj.taken === opts.limits.taken) {
                                throw new MaxLengthError('Streaming decode error - repeated field "taken" had too many elements');
                            }
                            for (const evt of WireLeased.codec().stream(reader, reader.uint32(), `${prefix}.taken[]`, {
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
                        case 2: {
                            if (opts.limits?.dropped != null && obj.dropped === opts.limits.dropped) {
                                throw new MaxLengthError('Streaming decode error - repeated field "dropped" had too many elements');
                            }
                            yield {
                                field: `${prefix}.dropped[]`,
                                index: obj.dropped,
                                value: reader.bytes()
                            };
                            obj.dropped++;
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
        return encodeMessage(obj, WireLease.codec());
    }
    WireLease.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireLease.codec(), opts);
    }
    WireLease.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireLease.codec(), opts);
    }
    WireLease.stream = stream;
})(WireLease || (WireLease = {}));
export var WireLeased;
(function (WireLeased) {
    let _codec;
    WireLeased.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.payload != null && obj.payload.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.payload);
                }
                if ((obj.receivedBytes != null && obj.receivedBytes !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.receivedBytes);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    payload: uint8ArrayAlloc(0),
                    receivedBytes: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.payload = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.receivedBytes = reader.uint64Number();
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
                                field: `${prefix}.payload`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.receivedBytes`,
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
        return encodeMessage(obj, WireLeased.codec());
    }
    WireLeased.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireLeased.codec(), opts);
    }
    WireLeased.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireLeased.codec(), opts);
    }
    WireLeased.stream = stream;
})(WireLeased || (WireLeased = {}));
export var WireStandings;
(function (WireStandings) {
    let _codec;
    WireStandings.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.sealed != null && obj.sealed.length > 0) {
                    for (const value of obj.sealed) {
                        w.uint32(10);
                        WireSealed.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    sealed: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.sealed != null && obj.sealed.length === opts.limits.sealed) {
                                throw new MaxLengthError('Decode error - repeated field "sealed" had too many elements');
                            }
                            obj.sealed.push(WireSealed.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.sealed$
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
                    sealed: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.sealed != null && obj.sealed === opts.limits.sealed) {
                                throw new MaxLengthError('Streaming decode error - repeated field "sealed" had too many elements');
                            }
                            for (const evt of WireSealed.codec().stream(reader, reader.uint32(), `${prefix}.sealed[]`, {
                                limits: opts.limits?.sealed$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.sealed
                                };
                            }
                            obj.sealed++;
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
        return encodeMessage(obj, WireStandings.codec());
    }
    WireStandings.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireStandings.codec(), opts);
    }
    WireStandings.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireStandings.codec(), opts);
    }
    WireStandings.stream = stream;
})(WireStandings || (WireStandings = {}));
export var WireSealed;
(function (WireSealed) {
    let _codec;
    WireSealed.codec = () => {
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
        return encodeMessage(obj, WireSealed.codec());
    }
    WireSealed.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireSealed.codec(), opts);
    }
    WireSealed.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireSealed.codec(), opts);
    }
    WireSealed.stream = stream;
})(WireSealed || (WireSealed = {}));
export var WireStanding;
(function (WireStanding) {
    let _codec;
    WireStanding.codec = () => {
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
                if (obj.takings != null && obj.takings.length > 0) {
                    for (const value of obj.takings) {
                        w.uint32(26);
                        WireTaking.codec().encode(value, w);
                    }
                }
                if ((obj.fetchedBytes != null && obj.fetchedBytes !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.fetchedBytes);
                }
                if ((obj.address != null && obj.address !== '')) {
                    w.uint32(42);
                    w.string(obj.address);
                }
                if ((obj.leaving != null && obj.leaving !== 0)) {
                    w.uint32(48);
                    w.uint32(obj.leaving);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    major: 0,
                    sequence: 0,
                    takings: [],
                    fetchedBytes: 0,
                    address: '',
                    leaving: 0
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
                            if (opts.limits?.takings != null && obj.takings.length === opts.limits.takings) {
                                throw new MaxLengthError('Decode error - repeated field "takings" had too many elements');
                            }
                            obj.takings.push(WireTaking.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.takings$
                            }));
                            break;
                        }
                        case 4: {
                            obj.fetchedBytes = reader.uint64Number();
                            break;
                        }
                        case 5: {
                            obj.address = reader.string();
                            break;
                        }
                        case 6: {
                            obj.leaving = reader.uint32();
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
                    takings: 0
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
                            if (opts.limits?.takings != null && obj.takings === opts.limits.takings) {
                                throw new MaxLengthError('Streaming decode error - repeated field "takings" had too many elements');
                            }
                            for (const evt of WireTaking.codec().stream(reader, reader.uint32(), `${prefix}.takings[]`, {
                                limits: opts.limits?.takings$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.takings
                                };
                            }
                            obj.takings++;
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.fetchedBytes`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.address`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.leaving`,
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
        return encodeMessage(obj, WireStanding.codec());
    }
    WireStanding.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireStanding.codec(), opts);
    }
    WireStanding.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireStanding.codec(), opts);
    }
    WireStanding.stream = stream;
})(WireStanding || (WireStanding = {}));
export var WireTaking;
(function (WireTaking) {
    let _codec;
    WireTaking.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.group != null && obj.group.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.group);
                }
                if ((obj.tier != null && obj.tier !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.tier);
                }
                if ((obj.member != null && obj.member !== false)) {
                    w.uint32(24);
                    w.bool(obj.member);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    group: uint8ArrayAlloc(0),
                    tier: 0,
                    member: false
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.group = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.tier = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.member = reader.bool();
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
                                field: `${prefix}.group`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.tier`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.member`,
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
        return encodeMessage(obj, WireTaking.codec());
    }
    WireTaking.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireTaking.codec(), opts);
    }
    WireTaking.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireTaking.codec(), opts);
    }
    WireTaking.stream = stream;
})(WireTaking || (WireTaking = {}));
export var WireForged;
(function (WireForged) {
    let _codec;
    WireForged.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {};
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
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
        return encodeMessage(obj, WireForged.codec());
    }
    WireForged.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireForged.codec(), opts);
    }
    WireForged.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireForged.codec(), opts);
    }
    WireForged.stream = stream;
})(WireForged || (WireForged = {}));
export var WireReports;
(function (WireReports) {
    let _codec;
    WireReports.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.sealed != null && obj.sealed.length > 0) {
                    for (const value of obj.sealed) {
                        w.uint32(10);
                        WireSealed.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    sealed: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.sealed != null && obj.sealed.length === opts.limits.sealed) {
                                throw new MaxLengthError('Decode error - repeated field "sealed" had too many elements');
                            }
                            obj.sealed.push(WireSealed.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.sealed$
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
                    sealed: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.sealed != null && obj.sealed === opts.limits.sealed) {
                                throw new MaxLengthError('Streaming decode error - repeated field "sealed" had too many elements');
                            }
                            for (const evt of WireSealed.codec().stream(reader, reader.uint32(), `${prefix}.sealed[]`, {
                                limits: opts.limits?.sealed$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.sealed
                                };
                            }
                            obj.sealed++;
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
        return encodeMessage(obj, WireReports.codec());
    }
    WireReports.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireReports.codec(), opts);
    }
    WireReports.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireReports.codec(), opts);
    }
    WireReports.stream = stream;
})(WireReports || (WireReports = {}));
export var WireReportsTaken;
(function (WireReportsTaken) {
    let _codec;
    WireReportsTaken.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.statement != null && obj.statement.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.statement);
                }
                if ((obj.tracker != null && obj.tracker !== '')) {
                    w.uint32(18);
                    w.string(obj.tracker);
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
                    tracker: '',
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
                            obj.tracker = reader.string();
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
                                field: `${prefix}.tracker`,
                                value: reader.string()
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
        return encodeMessage(obj, WireReportsTaken.codec());
    }
    WireReportsTaken.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireReportsTaken.codec(), opts);
    }
    WireReportsTaken.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireReportsTaken.codec(), opts);
    }
    WireReportsTaken.stream = stream;
})(WireReportsTaken || (WireReportsTaken = {}));
export var WireRelays;
(function (WireRelays) {
    let _codec;
    WireRelays.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.on != null && obj.on !== false)) {
                    w.uint32(8);
                    w.bool(obj.on);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    on: false
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.on = reader.bool();
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
                                field: `${prefix}.on`,
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
        return encodeMessage(obj, WireRelays.codec());
    }
    WireRelays.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireRelays.codec(), opts);
    }
    WireRelays.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireRelays.codec(), opts);
    }
    WireRelays.stream = stream;
})(WireRelays || (WireRelays = {}));
export var WireMetadataRequest;
(function (WireMetadataRequest) {
    let _codec;
    WireMetadataRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.request != null && obj.request !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.request);
                }
                if ((obj.role != null && obj.role !== '')) {
                    w.uint32(18);
                    w.string(obj.role);
                }
                if ((obj.version != null && obj.version !== 0)) {
                    w.uint32(24);
                    w.uint32(obj.version);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    request: 0,
                    role: '',
                    version: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.request = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.role = reader.string();
                            break;
                        }
                        case 3: {
                            obj.version = reader.uint32();
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
                                field: `${prefix}.request`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.role`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.version`,
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
        return encodeMessage(obj, WireMetadataRequest.codec());
    }
    WireMetadataRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireMetadataRequest.codec(), opts);
    }
    WireMetadataRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireMetadataRequest.codec(), opts);
    }
    WireMetadataRequest.stream = stream;
})(WireMetadataRequest || (WireMetadataRequest = {}));
export var WireMetadata;
(function (WireMetadata) {
    let _codec;
    WireMetadata.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.request != null && obj.request !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.request);
                }
                if ((obj.found != null && obj.found !== false)) {
                    w.uint32(16);
                    w.bool(obj.found);
                }
                if ((obj.content != null && obj.content.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.content);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    request: 0,
                    found: false,
                    content: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.request = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.found = reader.bool();
                            break;
                        }
                        case 3: {
                            obj.content = reader.bytes();
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
                                field: `${prefix}.request`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.found`,
                                value: reader.bool()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.content`,
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
        return encodeMessage(obj, WireMetadata.codec());
    }
    WireMetadata.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireMetadata.codec(), opts);
    }
    WireMetadata.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireMetadata.codec(), opts);
    }
    WireMetadata.stream = stream;
})(WireMetadata || (WireMetadata = {}));
export var WirePeersRequest;
(function (WirePeersRequest) {
    let _codec;
    WirePeersRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {};
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
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
        return encodeMessage(obj, WirePeersRequest.codec());
    }
    WirePeersRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WirePeersRequest.codec(), opts);
    }
    WirePeersRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WirePeersRequest.codec(), opts);
    }
    WirePeersRequest.stream = stream;
})(WirePeersRequest || (WirePeersRequest = {}));
export var WirePeers;
(function (WirePeers) {
    let _codec;
    WirePeers.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.addresses != null && obj.addresses.length > 0) {
                    for (const value of obj.addresses) {
                        w.uint32(10);
                        w.string(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    addresses: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements');
                            }
                            obj.addresses.push(reader.string());
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
                    addresses: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.addresses != null && obj.addresses === opts.limits.addresses) {
                                throw new MaxLengthError('Streaming decode error - repeated field "addresses" had too many elements');
                            }
                            yield {
                                field: `${prefix}.addresses[]`,
                                index: obj.addresses,
                                value: reader.string()
                            };
                            obj.addresses++;
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
        return encodeMessage(obj, WirePeers.codec());
    }
    WirePeers.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WirePeers.codec(), opts);
    }
    WirePeers.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WirePeers.codec(), opts);
    }
    WirePeers.stream = stream;
})(WirePeers || (WirePeers = {}));
export var WireFetch;
(function (WireFetch) {
    let _codec;
    WireFetch.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.kind != null && obj.kind !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.kind);
                }
                if ((obj.digest != null && obj.digest.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.digest);
                }
                if ((obj.offset != null && obj.offset !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.offset);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    kind: 0,
                    digest: uint8ArrayAlloc(0),
                    offset: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.kind = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.digest = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.offset = reader.uint64Number();
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
                                field: `${prefix}.kind`,
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
                                field: `${prefix}.offset`,
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
        return encodeMessage(obj, WireFetch.codec());
    }
    WireFetch.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireFetch.codec(), opts);
    }
    WireFetch.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireFetch.codec(), opts);
    }
    WireFetch.stream = stream;
})(WireFetch || (WireFetch = {}));
export var WireFetchReply;
(function (WireFetchReply) {
    let _codec;
    WireFetchReply.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.status != null && obj.status !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.status);
                }
                if ((obj.totalBytes != null && obj.totalBytes !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.totalBytes);
                }
                if ((obj.offset != null && obj.offset !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.offset);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    status: 0,
                    totalBytes: 0,
                    offset: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.status = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.totalBytes = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.offset = reader.uint64Number();
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
                                field: `${prefix}.status`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.totalBytes`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.offset`,
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
        return encodeMessage(obj, WireFetchReply.codec());
    }
    WireFetchReply.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WireFetchReply.codec(), opts);
    }
    WireFetchReply.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WireFetchReply.codec(), opts);
    }
    WireFetchReply.stream = stream;
})(WireFetchReply || (WireFetchReply = {}));
