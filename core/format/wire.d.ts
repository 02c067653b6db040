import type { Codec, DecodeOptions } from 'protons-runtime';
import type { Uint8ArrayList } from 'uint8arraylist';
export interface WireRelease {
    major: number;
    product: string;
    version: string;
    securityEpoch: number;
    components: WireComponent[];
}
export declare namespace WireRelease {
    const codec: () => Codec<WireRelease>;
    interface WireReleaseMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireReleaseProductFieldEvent {
        field: '$.product';
        value: string;
    }
    interface WireReleaseVersionFieldEvent {
        field: '$.version';
        value: string;
    }
    interface WireReleaseSecurityEpochFieldEvent {
        field: '$.securityEpoch';
        value: number;
    }
    interface WireReleaseComponentsNameFieldEvent {
        field: '$.components[].name';
        value: string;
        index: number;
    }
    interface WireReleaseComponentsHandlerFieldEvent {
        field: '$.components[].handler';
        value: string;
        index: number;
    }
    interface WireReleaseComponentsManifestImageBytesFieldEvent {
        field: '$.components[].manifest.imageBytes';
        value: number;
        index: number;
    }
    interface WireReleaseComponentsManifestChunkBytesFieldEvent {
        field: '$.components[].manifest.chunkBytes';
        value: number;
        index: number;
    }
    interface WireReleaseComponentsManifestImageDigestFieldEvent {
        field: '$.components[].manifest.imageDigest';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireReleaseComponentsManifestChunkPagesFieldEvent {
        field: '$.components[].manifest.chunkPages[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireReleaseComponentsManifestPayloadPagesFieldEvent {
        field: '$.components[].manifest.payloadPages[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireRelease>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireRelease>): WireRelease;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireRelease>): Generator<WireReleaseMajorFieldEvent | WireReleaseProductFieldEvent | WireReleaseVersionFieldEvent | WireReleaseSecurityEpochFieldEvent | WireReleaseComponentsNameFieldEvent | WireReleaseComponentsHandlerFieldEvent | WireReleaseComponentsManifestImageBytesFieldEvent | WireReleaseComponentsManifestChunkBytesFieldEvent | WireReleaseComponentsManifestImageDigestFieldEvent | WireReleaseComponentsManifestChunkPagesFieldEvent | WireReleaseComponentsManifestPayloadPagesFieldEvent>;
}
export interface WireComponent {
    name: string;
    handler: string;
    manifest?: WireManifest;
}
export declare namespace WireComponent {
    const codec: () => Codec<WireComponent>;
    interface WireComponentNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface WireComponentHandlerFieldEvent {
        field: '$.handler';
        value: string;
    }
    interface WireComponentManifestImageBytesFieldEvent {
        field: '$.manifest.imageBytes';
        value: number;
    }
    interface WireComponentManifestChunkBytesFieldEvent {
        field: '$.manifest.chunkBytes';
        value: number;
    }
    interface WireComponentManifestImageDigestFieldEvent {
        field: '$.manifest.imageDigest';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireComponentManifestChunkPagesFieldEvent {
        field: '$.manifest.chunkPages[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireComponentManifestPayloadPagesFieldEvent {
        field: '$.manifest.payloadPages[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireComponent>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireComponent>): WireComponent;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireComponent>): Generator<WireComponentNameFieldEvent | WireComponentHandlerFieldEvent | WireComponentManifestImageBytesFieldEvent | WireComponentManifestChunkBytesFieldEvent | WireComponentManifestImageDigestFieldEvent | WireComponentManifestChunkPagesFieldEvent | WireComponentManifestPayloadPagesFieldEvent>;
}
export interface WireManifest {
    imageBytes: number;
    chunkBytes: number;
    imageDigest: Uint8Array<ArrayBuffer>;
    chunkPages: Uint8Array<ArrayBuffer>[];
    payloadPages: Uint8Array<ArrayBuffer>[];
}
export declare namespace WireManifest {
    const codec: () => Codec<WireManifest>;
    interface WireManifestImageBytesFieldEvent {
        field: '$.imageBytes';
        value: number;
    }
    interface WireManifestChunkBytesFieldEvent {
        field: '$.chunkBytes';
        value: number;
    }
    interface WireManifestImageDigestFieldEvent {
        field: '$.imageDigest';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireManifestChunkPagesFieldEvent {
        field: '$.chunkPages[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireManifestPayloadPagesFieldEvent {
        field: '$.payloadPages[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireManifest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireManifest>): WireManifest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireManifest>): Generator<WireManifestImageBytesFieldEvent | WireManifestChunkBytesFieldEvent | WireManifestImageDigestFieldEvent | WireManifestChunkPagesFieldEvent | WireManifestPayloadPagesFieldEvent>;
}
export interface WireDelta {
    major: number;
    baseImage: Uint8Array<ArrayBuffer>;
    image: Uint8Array<ArrayBuffer>;
    payloads: WirePayload[];
    ops: WireChunkOp[];
    covers: Uint8Array<ArrayBuffer>;
    programs: Uint8Array<ArrayBuffer>;
}
export declare namespace WireDelta {
    const codec: () => Codec<WireDelta>;
    interface WireDeltaMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireDeltaBaseImageFieldEvent {
        field: '$.baseImage';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireDeltaImageFieldEvent {
        field: '$.image';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireDeltaPayloadsDigestFieldEvent {
        field: '$.payloads[].digest';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireDeltaPayloadsPayloadBytesFieldEvent {
        field: '$.payloads[].payloadBytes';
        value: number;
        index: number;
    }
    interface WireDeltaPayloadsIsPatchFieldEvent {
        field: '$.payloads[].isPatch';
        value: boolean;
        index: number;
    }
    interface WireDeltaOpsChunkFieldEvent {
        field: '$.ops[].chunk';
        value: number;
        index: number;
    }
    interface WireDeltaOpsDigestFieldEvent {
        field: '$.ops[].digest';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireDeltaOpsOpFieldEvent {
        field: '$.ops[].op';
        value: number;
        index: number;
    }
    interface WireDeltaOpsSourceFieldEvent {
        field: '$.ops[].source';
        value: number;
        index: number;
    }
    interface WireDeltaOpsPayloadFieldEvent {
        field: '$.ops[].payload';
        value: number;
        index: number;
    }
    interface WireDeltaCoversFieldEvent {
        field: '$.covers';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireDeltaProgramsFieldEvent {
        field: '$.programs';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireDelta>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireDelta>): WireDelta;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireDelta>): Generator<WireDeltaMajorFieldEvent | WireDeltaBaseImageFieldEvent | WireDeltaImageFieldEvent | WireDeltaPayloadsDigestFieldEvent | WireDeltaPayloadsPayloadBytesFieldEvent | WireDeltaPayloadsIsPatchFieldEvent | WireDeltaOpsChunkFieldEvent | WireDeltaOpsDigestFieldEvent | WireDeltaOpsOpFieldEvent | WireDeltaOpsSourceFieldEvent | WireDeltaOpsPayloadFieldEvent | WireDeltaCoversFieldEvent | WireDeltaProgramsFieldEvent>;
}
export interface WirePayload {
    digest: Uint8Array<ArrayBuffer>;
    payloadBytes: number;
    isPatch: boolean;
}
export declare namespace WirePayload {
    const codec: () => Codec<WirePayload>;
    interface WirePayloadDigestFieldEvent {
        field: '$.digest';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WirePayloadPayloadBytesFieldEvent {
        field: '$.payloadBytes';
        value: number;
    }
    interface WirePayloadIsPatchFieldEvent {
        field: '$.isPatch';
        value: boolean;
    }
    function encode(obj: Partial<WirePayload>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WirePayload>): WirePayload;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WirePayload>): Generator<WirePayloadDigestFieldEvent | WirePayloadPayloadBytesFieldEvent | WirePayloadIsPatchFieldEvent>;
}
export interface WireChunkOp {
    chunk: number;
    digest: Uint8Array<ArrayBuffer>;
    op: number;
    source: number;
    payload: number;
}
export declare namespace WireChunkOp {
    const codec: () => Codec<WireChunkOp>;
    interface WireChunkOpChunkFieldEvent {
        field: '$.chunk';
        value: number;
    }
    interface WireChunkOpDigestFieldEvent {
        field: '$.digest';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireChunkOpOpFieldEvent {
        field: '$.op';
        value: number;
    }
    interface WireChunkOpSourceFieldEvent {
        field: '$.source';
        value: number;
    }
    interface WireChunkOpPayloadFieldEvent {
        field: '$.payload';
        value: number;
    }
    function encode(obj: Partial<WireChunkOp>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireChunkOp>): WireChunkOp;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireChunkOp>): Generator<WireChunkOpChunkFieldEvent | WireChunkOpDigestFieldEvent | WireChunkOpOpFieldEvent | WireChunkOpSourceFieldEvent | WireChunkOpPayloadFieldEvent>;
}
