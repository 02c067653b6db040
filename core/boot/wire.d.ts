import type { Codec, DecodeOptions } from 'protons-runtime';
import type { Uint8ArrayList } from 'uint8arraylist';
export interface WireBootRecord {
    major: number;
    active: string;
    trial?: WireTrial;
    a?: WireSlotContent;
    b?: WireSlotContent;
    rollback?: WireRollback;
}
export declare namespace WireBootRecord {
    const codec: () => Codec<WireBootRecord>;
    interface WireBootRecordMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireBootRecordActiveFieldEvent {
        field: '$.active';
        value: string;
    }
    interface WireBootRecordTrialSlotFieldEvent {
        field: '$.trial.slot';
        value: string;
    }
    interface WireBootRecordTrialAttemptsLeftFieldEvent {
        field: '$.trial.attemptsLeft';
        value: number;
    }
    interface WireBootRecordTrialLastFailureFieldEvent {
        field: '$.trial.lastFailure';
        value: string;
    }
    interface WireBootRecordAVersionFieldEvent {
        field: '$.a.version';
        value: string;
    }
    interface WireBootRecordAReleaseFieldEvent {
        field: '$.a.release';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireBootRecordAImagesComponentFieldEvent {
        field: '$.a.images[].component';
        value: string;
        index: number;
    }
    interface WireBootRecordAImagesDigestFieldEvent {
        field: '$.a.images[].digest';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireBootRecordAImagesImageBytesFieldEvent {
        field: '$.a.images[].imageBytes';
        value: number;
        index: number;
    }
    interface WireBootRecordASecurityEpochFieldEvent {
        field: '$.a.securityEpoch';
        value: number;
    }
    interface WireBootRecordBVersionFieldEvent {
        field: '$.b.version';
        value: string;
    }
    interface WireBootRecordBReleaseFieldEvent {
        field: '$.b.release';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireBootRecordBImagesComponentFieldEvent {
        field: '$.b.images[].component';
        value: string;
        index: number;
    }
    interface WireBootRecordBImagesDigestFieldEvent {
        field: '$.b.images[].digest';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireBootRecordBImagesImageBytesFieldEvent {
        field: '$.b.images[].imageBytes';
        value: number;
        index: number;
    }
    interface WireBootRecordBSecurityEpochFieldEvent {
        field: '$.b.securityEpoch';
        value: number;
    }
    interface WireBootRecordRollbackVersionFieldEvent {
        field: '$.rollback.version';
        value: string;
    }
    interface WireBootRecordRollbackReasonFieldEvent {
        field: '$.rollback.reason';
        value: string;
    }
    function encode(obj: Partial<WireBootRecord>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireBootRecord>): WireBootRecord;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireBootRecord>): Generator<WireBootRecordMajorFieldEvent | WireBootRecordActiveFieldEvent | WireBootRecordTrialSlotFieldEvent | WireBootRecordTrialAttemptsLeftFieldEvent | WireBootRecordTrialLastFailureFieldEvent | WireBootRecordAVersionFieldEvent | WireBootRecordAReleaseFieldEvent | WireBootRecordAImagesComponentFieldEvent | WireBootRecordAImagesDigestFieldEvent | WireBootRecordAImagesImageBytesFieldEvent | WireBootRecordASecurityEpochFieldEvent | WireBootRecordBVersionFieldEvent | WireBootRecordBReleaseFieldEvent | WireBootRecordBImagesComponentFieldEvent | WireBootRecordBImagesDigestFieldEvent | WireBootRecordBImagesImageBytesFieldEvent | WireBootRecordBSecurityEpochFieldEvent | WireBootRecordRollbackVersionFieldEvent | WireBootRecordRollbackReasonFieldEvent>;
}
export interface WireTrial {
    slot: string;
    attemptsLeft: number;
    lastFailure: string;
}
export declare namespace WireTrial {
    const codec: () => Codec<WireTrial>;
    interface WireTrialSlotFieldEvent {
        field: '$.slot';
        value: string;
    }
    interface WireTrialAttemptsLeftFieldEvent {
        field: '$.attemptsLeft';
        value: number;
    }
    interface WireTrialLastFailureFieldEvent {
        field: '$.lastFailure';
        value: string;
    }
    function encode(obj: Partial<WireTrial>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTrial>): WireTrial;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTrial>): Generator<WireTrialSlotFieldEvent | WireTrialAttemptsLeftFieldEvent | WireTrialLastFailureFieldEvent>;
}
export interface WireSlotContent {
    version: string;
    release: Uint8Array<ArrayBuffer>;
    images: WireSlotImage[];
    securityEpoch: number;
}
export declare namespace WireSlotContent {
    const codec: () => Codec<WireSlotContent>;
    interface WireSlotContentVersionFieldEvent {
        field: '$.version';
        value: string;
    }
    interface WireSlotContentReleaseFieldEvent {
        field: '$.release';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireSlotContentImagesComponentFieldEvent {
        field: '$.images[].component';
        value: string;
        index: number;
    }
    interface WireSlotContentImagesDigestFieldEvent {
        field: '$.images[].digest';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireSlotContentImagesImageBytesFieldEvent {
        field: '$.images[].imageBytes';
        value: number;
        index: number;
    }
    interface WireSlotContentSecurityEpochFieldEvent {
        field: '$.securityEpoch';
        value: number;
    }
    function encode(obj: Partial<WireSlotContent>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSlotContent>): WireSlotContent;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSlotContent>): Generator<WireSlotContentVersionFieldEvent | WireSlotContentReleaseFieldEvent | WireSlotContentImagesComponentFieldEvent | WireSlotContentImagesDigestFieldEvent | WireSlotContentImagesImageBytesFieldEvent | WireSlotContentSecurityEpochFieldEvent>;
}
export interface WireSlotImage {
    component: string;
    digest: Uint8Array<ArrayBuffer>;
    imageBytes: number;
}
export declare namespace WireSlotImage {
    const codec: () => Codec<WireSlotImage>;
    interface WireSlotImageComponentFieldEvent {
        field: '$.component';
        value: string;
    }
    interface WireSlotImageDigestFieldEvent {
        field: '$.digest';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireSlotImageImageBytesFieldEvent {
        field: '$.imageBytes';
        value: number;
    }
    function encode(obj: Partial<WireSlotImage>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSlotImage>): WireSlotImage;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSlotImage>): Generator<WireSlotImageComponentFieldEvent | WireSlotImageDigestFieldEvent | WireSlotImageImageBytesFieldEvent>;
}
export interface WireRollback {
    version: string;
    reason: string;
}
export declare namespace WireRollback {
    const codec: () => Codec<WireRollback>;
    interface WireRollbackVersionFieldEvent {
        field: '$.version';
        value: string;
    }
    interface WireRollbackReasonFieldEvent {
        field: '$.reason';
        value: string;
    }
    function encode(obj: Partial<WireRollback>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireRollback>): WireRollback;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireRollback>): Generator<WireRollbackVersionFieldEvent | WireRollbackReasonFieldEvent>;
}
