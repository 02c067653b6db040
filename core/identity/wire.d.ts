import type { Codec, DecodeOptions } from 'protons-runtime';
import type { Uint8ArrayList } from 'uint8arraylist';
export interface WireCertificate {
    statement: Uint8Array<ArrayBuffer>;
    signature: Uint8Array<ArrayBuffer>;
}
export declare namespace WireCertificate {
    const codec: () => Codec<WireCertificate>;
    interface WireCertificateStatementFieldEvent {
        field: '$.statement';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireCertificateSignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireCertificate>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireCertificate>): WireCertificate;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireCertificate>): Generator<WireCertificateStatementFieldEvent | WireCertificateSignatureFieldEvent>;
}
export interface WireStatement {
    major: number;
    peer: string;
    product: string;
    tags: string[];
}
export declare namespace WireStatement {
    const codec: () => Codec<WireStatement>;
    interface WireStatementMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireStatementPeerFieldEvent {
        field: '$.peer';
        value: string;
    }
    interface WireStatementProductFieldEvent {
        field: '$.product';
        value: string;
    }
    interface WireStatementTagsFieldEvent {
        field: '$.tags[]';
        index: number;
        value: string;
    }
    function encode(obj: Partial<WireStatement>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireStatement>): WireStatement;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireStatement>): Generator<WireStatementMajorFieldEvent | WireStatementPeerFieldEvent | WireStatementProductFieldEvent | WireStatementTagsFieldEvent>;
}
