import type { Codec, DecodeOptions } from 'protons-runtime';
import type { Uint8ArrayList } from 'uint8arraylist';
export interface WireSealedReport {
    statement: Uint8Array<ArrayBuffer>;
    certificate: Uint8Array<ArrayBuffer>;
    signature: Uint8Array<ArrayBuffer>;
}
export declare namespace WireSealedReport {
    const codec: () => Codec<WireSealedReport>;
    interface WireSealedReportStatementFieldEvent {
        field: '$.statement';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireSealedReportCertificateFieldEvent {
        field: '$.certificate';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireSealedReportSignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireSealedReport>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSealedReport>): WireSealedReport;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSealedReport>): Generator<WireSealedReportStatementFieldEvent | WireSealedReportCertificateFieldEvent | WireSealedReportSignatureFieldEvent>;
}
export interface WireReport {
    major: number;
    sequence: number;
    product: string;
    running: string;
    at: number;
    tags: WireTag[];
    event: string;
    version: string;
    rollout: string;
    from: string;
    cause: string;
    reason: string;
    downtimeMs: number;
    wanBytes: number;
    lanBytes: number;
    gauges: WireGauge[];
}
export declare namespace WireReport {
    const codec: () => Codec<WireReport>;
    interface WireReportMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireReportSequenceFieldEvent {
        field: '$.sequence';
        value: number;
    }
    interface WireReportProductFieldEvent {
        field: '$.product';
        value: string;
    }
    interface WireReportRunningFieldEvent {
        field: '$.running';
        value: string;
    }
    interface WireReportAtFieldEvent {
        field: '$.at';
        value: number;
    }
    interface WireReportTagsNameFieldEvent {
        field: '$.tags[].name';
        value: string;
        index: number;
    }
    interface WireReportTagsValueFieldEvent {
        field: '$.tags[].value';
        value: string;
        index: number;
    }
    interface WireReportEventFieldEvent {
        field: '$.event';
        value: string;
    }
    interface WireReportVersionFieldEvent {
        field: '$.version';
        value: string;
    }
    interface WireReportRolloutFieldEvent {
        field: '$.rollout';
        value: string;
    }
    interface WireReportFromFieldEvent {
        field: '$.from';
        value: string;
    }
    interface WireReportCauseFieldEvent {
        field: '$.cause';
        value: string;
    }
    interface WireReportReasonFieldEvent {
        field: '$.reason';
        value: string;
    }
    interface WireReportDowntimeMsFieldEvent {
        field: '$.downtimeMs';
        value: number;
    }
    interface WireReportWanBytesFieldEvent {
        field: '$.wanBytes';
        value: number;
    }
    interface WireReportLanBytesFieldEvent {
        field: '$.lanBytes';
        value: number;
    }
    interface WireReportGaugesNameFieldEvent {
        field: '$.gauges[].name';
        value: string;
        index: number;
    }
    interface WireReportGaugesNumberFieldEvent {
        field: '$.gauges[].number';
        value: number;
        index: number;
    }
    function encode(obj: Partial<WireReport>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReport>): WireReport;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReport>): Generator<WireReportMajorFieldEvent | WireReportSequenceFieldEvent | WireReportProductFieldEvent | WireReportRunningFieldEvent | WireReportAtFieldEvent | WireReportTagsNameFieldEvent | WireReportTagsValueFieldEvent | WireReportEventFieldEvent | WireReportVersionFieldEvent | WireReportRolloutFieldEvent | WireReportFromFieldEvent | WireReportCauseFieldEvent | WireReportReasonFieldEvent | WireReportDowntimeMsFieldEvent | WireReportWanBytesFieldEvent | WireReportLanBytesFieldEvent | WireReportGaugesNameFieldEvent | WireReportGaugesNumberFieldEvent>;
}
export interface WireTag {
    name: string;
    value: string;
}
export declare namespace WireTag {
    const codec: () => Codec<WireTag>;
    interface WireTagNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface WireTagValueFieldEvent {
        field: '$.value';
        value: string;
    }
    function encode(obj: Partial<WireTag>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTag>): WireTag;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTag>): Generator<WireTagNameFieldEvent | WireTagValueFieldEvent>;
}
export interface WireGauge {
    name: string;
    number: number;
}
export declare namespace WireGauge {
    const codec: () => Codec<WireGauge>;
    interface WireGaugeNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface WireGaugeNumberFieldEvent {
        field: '$.number';
        value: number;
    }
    function encode(obj: Partial<WireGauge>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireGauge>): WireGauge;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireGauge>): Generator<WireGaugeNameFieldEvent | WireGaugeNumberFieldEvent>;
}
export interface WireReceipt {
    major: number;
    taken: WireTakenReport[];
}
export declare namespace WireReceipt {
    const codec: () => Codec<WireReceipt>;
    interface WireReceiptMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireReceiptTakenDeviceFieldEvent {
        field: '$.taken[].device';
        value: string;
        index: number;
    }
    interface WireReceiptTakenSequenceFieldEvent {
        field: '$.taken[].sequence';
        value: number;
        index: number;
    }
    function encode(obj: Partial<WireReceipt>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReceipt>): WireReceipt;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReceipt>): Generator<WireReceiptMajorFieldEvent | WireReceiptTakenDeviceFieldEvent | WireReceiptTakenSequenceFieldEvent>;
}
export interface WireTakenReport {
    device: string;
    sequence: number;
}
export declare namespace WireTakenReport {
    const codec: () => Codec<WireTakenReport>;
    interface WireTakenReportDeviceFieldEvent {
        field: '$.device';
        value: string;
    }
    interface WireTakenReportSequenceFieldEvent {
        field: '$.sequence';
        value: number;
    }
    function encode(obj: Partial<WireTakenReport>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTakenReport>): WireTakenReport;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTakenReport>): Generator<WireTakenReportDeviceFieldEvent | WireTakenReportSequenceFieldEvent>;
}
