import type { Codec, DecodeOptions } from 'protons-runtime';
import type { Uint8ArrayList } from 'uint8arraylist';
export interface WireMessage {
    hello?: WireHello;
    head?: WireHead;
    have?: WireHave;
    lease?: WireLease;
    metadataRequest?: WireMetadataRequest;
    metadata?: WireMetadata;
    peersRequest?: WirePeersRequest;
    peers?: WirePeers;
    standings?: WireStandings;
    forged?: WireForged;
    reports?: WireReports;
    reportsTaken?: WireReportsTaken;
    relays?: WireRelays;
}
export declare namespace WireMessage {
    const codec: () => Codec<WireMessage>;
    interface WireMessageHelloMajorFieldEvent {
        field: '$.hello.major';
        value: number;
    }
    interface WireMessageHelloFeaturesFieldEvent {
        field: '$.hello.features[]';
        index: number;
        value: string;
    }
    interface WireMessageHelloCertificateFieldEvent {
        field: '$.hello.certificate';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessageHelloRoleFieldEvent {
        field: '$.hello.role';
        value: string;
    }
    interface WireMessageHelloRankingFieldEvent {
        field: '$.hello.ranking';
        value: number;
    }
    interface WireMessageHelloListenFieldEvent {
        field: '$.hello.listen[]';
        index: number;
        value: string;
    }
    interface WireMessageHelloImagesFieldEvent {
        field: '$.hello.images[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessageHeadRootVersionFieldEvent {
        field: '$.head.rootVersion';
        value: number;
    }
    interface WireMessageHeadTimestampVersionFieldEvent {
        field: '$.head.timestampVersion';
        value: number;
    }
    interface WireMessageHavePayloadsFieldEvent {
        field: '$.have.payloads[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessageHaveChunksFieldEvent {
        field: '$.have.chunks[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessageLeaseTakenPayloadFieldEvent {
        field: '$.lease.taken[].payload';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireMessageLeaseTakenReceivedBytesFieldEvent {
        field: '$.lease.taken[].receivedBytes';
        value: number;
        index: number;
    }
    interface WireMessageLeaseDroppedFieldEvent {
        field: '$.lease.dropped[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessageMetadataRequestRequestFieldEvent {
        field: '$.metadataRequest.request';
        value: number;
    }
    interface WireMessageMetadataRequestRoleFieldEvent {
        field: '$.metadataRequest.role';
        value: string;
    }
    interface WireMessageMetadataRequestVersionFieldEvent {
        field: '$.metadataRequest.version';
        value: number;
    }
    interface WireMessageMetadataRequestFieldEvent {
        field: '$.metadata.request';
        value: number;
    }
    interface WireMessageMetadataFoundFieldEvent {
        field: '$.metadata.found';
        value: boolean;
    }
    interface WireMessageMetadataContentFieldEvent {
        field: '$.metadata.content';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessagePeersAddressesFieldEvent {
        field: '$.peers.addresses[]';
        index: number;
        value: string;
    }
    interface WireMessageStandingsSealedStatementFieldEvent {
        field: '$.standings.sealed[].statement';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireMessageStandingsSealedCertificateFieldEvent {
        field: '$.standings.sealed[].certificate';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireMessageStandingsSealedSignatureFieldEvent {
        field: '$.standings.sealed[].signature';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireMessageReportsSealedStatementFieldEvent {
        field: '$.reports.sealed[].statement';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireMessageReportsSealedCertificateFieldEvent {
        field: '$.reports.sealed[].certificate';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireMessageReportsSealedSignatureFieldEvent {
        field: '$.reports.sealed[].signature';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireMessageReportsTakenStatementFieldEvent {
        field: '$.reportsTaken.statement';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessageReportsTakenTrackerFieldEvent {
        field: '$.reportsTaken.tracker';
        value: string;
    }
    interface WireMessageReportsTakenSignatureFieldEvent {
        field: '$.reportsTaken.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireMessageRelaysOnFieldEvent {
        field: '$.relays.on';
        value: boolean;
    }
    function encode(obj: Partial<WireMessage>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireMessage>): WireMessage;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireMessage>): Generator<WireMessageHelloMajorFieldEvent | WireMessageHelloFeaturesFieldEvent | WireMessageHelloCertificateFieldEvent | WireMessageHelloRoleFieldEvent | WireMessageHelloRankingFieldEvent | WireMessageHelloListenFieldEvent | WireMessageHelloImagesFieldEvent | WireMessageHeadRootVersionFieldEvent | WireMessageHeadTimestampVersionFieldEvent | WireMessageHavePayloadsFieldEvent | WireMessageHaveChunksFieldEvent | WireMessageLeaseTakenPayloadFieldEvent | WireMessageLeaseTakenReceivedBytesFieldEvent | WireMessageLeaseDroppedFieldEvent | WireMessageMetadataRequestRequestFieldEvent | WireMessageMetadataRequestRoleFieldEvent | WireMessageMetadataRequestVersionFieldEvent | WireMessageMetadataRequestFieldEvent | WireMessageMetadataFoundFieldEvent | WireMessageMetadataContentFieldEvent | WireMessagePeersAddressesFieldEvent | WireMessageStandingsSealedStatementFieldEvent | WireMessageStandingsSealedCertificateFieldEvent | WireMessageStandingsSealedSignatureFieldEvent | WireMessageReportsSealedStatementFieldEvent | WireMessageReportsSealedCertificateFieldEvent | WireMessageReportsSealedSignatureFieldEvent | WireMessageReportsTakenStatementFieldEvent | WireMessageReportsTakenTrackerFieldEvent | WireMessageReportsTakenSignatureFieldEvent | WireMessageRelaysOnFieldEvent>;
}
export interface WireHello {
    major: number;
    features: string[];
    certificate: Uint8Array<ArrayBuffer>;
    role: string;
    ranking: number;
    listen: string[];
    images: Uint8Array<ArrayBuffer>[];
}
export declare namespace WireHello {
    const codec: () => Codec<WireHello>;
    interface WireHelloMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireHelloFeaturesFieldEvent {
        field: '$.features[]';
        index: number;
        value: string;
    }
    interface WireHelloCertificateFieldEvent {
        field: '$.certificate';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireHelloRoleFieldEvent {
        field: '$.role';
        value: string;
    }
    interface WireHelloRankingFieldEvent {
        field: '$.ranking';
        value: number;
    }
    interface WireHelloListenFieldEvent {
        field: '$.listen[]';
        index: number;
        value: string;
    }
    interface WireHelloImagesFieldEvent {
        field: '$.images[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireHello>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireHello>): WireHello;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireHello>): Generator<WireHelloMajorFieldEvent | WireHelloFeaturesFieldEvent | WireHelloCertificateFieldEvent | WireHelloRoleFieldEvent | WireHelloRankingFieldEvent | WireHelloListenFieldEvent | WireHelloImagesFieldEvent>;
}
export interface WireHead {
    rootVersion: number;
    timestampVersion: number;
}
export declare namespace WireHead {
    const codec: () => Codec<WireHead>;
    interface WireHeadRootVersionFieldEvent {
        field: '$.rootVersion';
        value: number;
    }
    interface WireHeadTimestampVersionFieldEvent {
        field: '$.timestampVersion';
        value: number;
    }
    function encode(obj: Partial<WireHead>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireHead>): WireHead;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireHead>): Generator<WireHeadRootVersionFieldEvent | WireHeadTimestampVersionFieldEvent>;
}
export interface WireHave {
    payloads: Uint8Array<ArrayBuffer>[];
    chunks: Uint8Array<ArrayBuffer>[];
}
export declare namespace WireHave {
    const codec: () => Codec<WireHave>;
    interface WireHavePayloadsFieldEvent {
        field: '$.payloads[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireHaveChunksFieldEvent {
        field: '$.chunks[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireHave>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireHave>): WireHave;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireHave>): Generator<WireHavePayloadsFieldEvent | WireHaveChunksFieldEvent>;
}
export interface WireLease {
    taken: WireLeased[];
    dropped: Uint8Array<ArrayBuffer>[];
}
export declare namespace WireLease {
    const codec: () => Codec<WireLease>;
    interface WireLeaseTakenPayloadFieldEvent {
        field: '$.taken[].payload';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireLeaseTakenReceivedBytesFieldEvent {
        field: '$.taken[].receivedBytes';
        value: number;
        index: number;
    }
    interface WireLeaseDroppedFieldEvent {
        field: '$.dropped[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireLease>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireLease>): WireLease;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireLease>): Generator<WireLeaseTakenPayloadFieldEvent | WireLeaseTakenReceivedBytesFieldEvent | WireLeaseDroppedFieldEvent>;
}
export interface WireLeased {
    payload: Uint8Array<ArrayBuffer>;
    receivedBytes: number;
}
export declare namespace WireLeased {
    const codec: () => Codec<WireLeased>;
    interface WireLeasedPayloadFieldEvent {
        field: '$.payload';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireLeasedReceivedBytesFieldEvent {
        field: '$.receivedBytes';
        value: number;
    }
    function encode(obj: Partial<WireLeased>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireLeased>): WireLeased;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireLeased>): Generator<WireLeasedPayloadFieldEvent | WireLeasedReceivedBytesFieldEvent>;
}
export interface WireStandings {
    sealed: WireSealed[];
}
export declare namespace WireStandings {
    const codec: () => Codec<WireStandings>;
    interface WireStandingsSealedStatementFieldEvent {
        field: '$.sealed[].statement';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireStandingsSealedCertificateFieldEvent {
        field: '$.sealed[].certificate';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireStandingsSealedSignatureFieldEvent {
        field: '$.sealed[].signature';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    function encode(obj: Partial<WireStandings>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireStandings>): WireStandings;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireStandings>): Generator<WireStandingsSealedStatementFieldEvent | WireStandingsSealedCertificateFieldEvent | WireStandingsSealedSignatureFieldEvent>;
}
export interface WireSealed {
    statement: Uint8Array<ArrayBuffer>;
    certificate: Uint8Array<ArrayBuffer>;
    signature: Uint8Array<ArrayBuffer>;
}
export declare namespace WireSealed {
    const codec: () => Codec<WireSealed>;
    interface WireSealedStatementFieldEvent {
        field: '$.statement';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireSealedCertificateFieldEvent {
        field: '$.certificate';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireSealedSignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireSealed>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSealed>): WireSealed;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireSealed>): Generator<WireSealedStatementFieldEvent | WireSealedCertificateFieldEvent | WireSealedSignatureFieldEvent>;
}
export interface WireStanding {
    major: number;
    sequence: number;
    takings: WireTaking[];
    fetchedBytes: number;
    address: string;
    leaving: number;
}
export declare namespace WireStanding {
    const codec: () => Codec<WireStanding>;
    interface WireStandingMajorFieldEvent {
        field: '$.major';
        value: number;
    }
    interface WireStandingSequenceFieldEvent {
        field: '$.sequence';
        value: number;
    }
    interface WireStandingTakingsGroupFieldEvent {
        field: '$.takings[].group';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireStandingTakingsTierFieldEvent {
        field: '$.takings[].tier';
        value: number;
        index: number;
    }
    interface WireStandingTakingsMemberFieldEvent {
        field: '$.takings[].member';
        value: boolean;
        index: number;
    }
    interface WireStandingFetchedBytesFieldEvent {
        field: '$.fetchedBytes';
        value: number;
    }
    interface WireStandingAddressFieldEvent {
        field: '$.address';
        value: string;
    }
    interface WireStandingLeavingFieldEvent {
        field: '$.leaving';
        value: number;
    }
    function encode(obj: Partial<WireStanding>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireStanding>): WireStanding;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireStanding>): Generator<WireStandingMajorFieldEvent | WireStandingSequenceFieldEvent | WireStandingTakingsGroupFieldEvent | WireStandingTakingsTierFieldEvent | WireStandingTakingsMemberFieldEvent | WireStandingFetchedBytesFieldEvent | WireStandingAddressFieldEvent | WireStandingLeavingFieldEvent>;
}
export interface WireTaking {
    group: Uint8Array<ArrayBuffer>;
    tier: number;
    member: boolean;
}
export declare namespace WireTaking {
    const codec: () => Codec<WireTaking>;
    interface WireTakingGroupFieldEvent {
        field: '$.group';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireTakingTierFieldEvent {
        field: '$.tier';
        value: number;
    }
    interface WireTakingMemberFieldEvent {
        field: '$.member';
        value: boolean;
    }
    function encode(obj: Partial<WireTaking>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTaking>): WireTaking;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireTaking>): Generator<WireTakingGroupFieldEvent | WireTakingTierFieldEvent | WireTakingMemberFieldEvent>;
}
export interface WireForged {
}
export declare namespace WireForged {
    const codec: () => Codec<WireForged>;
    function encode(obj: Partial<WireForged>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireForged>): WireForged;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireForged>): Generator<{}>;
}
export interface WireReports {
    sealed: WireSealed[];
}
export declare namespace WireReports {
    const codec: () => Codec<WireReports>;
    interface WireReportsSealedStatementFieldEvent {
        field: '$.sealed[].statement';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireReportsSealedCertificateFieldEvent {
        field: '$.sealed[].certificate';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface WireReportsSealedSignatureFieldEvent {
        field: '$.sealed[].signature';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    function encode(obj: Partial<WireReports>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReports>): WireReports;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReports>): Generator<WireReportsSealedStatementFieldEvent | WireReportsSealedCertificateFieldEvent | WireReportsSealedSignatureFieldEvent>;
}
export interface WireReportsTaken {
    statement: Uint8Array<ArrayBuffer>;
    tracker: string;
    signature: Uint8Array<ArrayBuffer>;
}
export declare namespace WireReportsTaken {
    const codec: () => Codec<WireReportsTaken>;
    interface WireReportsTakenStatementFieldEvent {
        field: '$.statement';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireReportsTakenTrackerFieldEvent {
        field: '$.tracker';
        value: string;
    }
    interface WireReportsTakenSignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireReportsTaken>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReportsTaken>): WireReportsTaken;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireReportsTaken>): Generator<WireReportsTakenStatementFieldEvent | WireReportsTakenTrackerFieldEvent | WireReportsTakenSignatureFieldEvent>;
}
export interface WireRelays {
    on: boolean;
}
export declare namespace WireRelays {
    const codec: () => Codec<WireRelays>;
    interface WireRelaysOnFieldEvent {
        field: '$.on';
        value: boolean;
    }
    function encode(obj: Partial<WireRelays>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireRelays>): WireRelays;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireRelays>): Generator<WireRelaysOnFieldEvent>;
}
export interface WireMetadataRequest {
    request: number;
    role: string;
    version: number;
}
export declare namespace WireMetadataRequest {
    const codec: () => Codec<WireMetadataRequest>;
    interface WireMetadataRequestRequestFieldEvent {
        field: '$.request';
        value: number;
    }
    interface WireMetadataRequestRoleFieldEvent {
        field: '$.role';
        value: string;
    }
    interface WireMetadataRequestVersionFieldEvent {
        field: '$.version';
        value: number;
    }
    function encode(obj: Partial<WireMetadataRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireMetadataRequest>): WireMetadataRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireMetadataRequest>): Generator<WireMetadataRequestRequestFieldEvent | WireMetadataRequestRoleFieldEvent | WireMetadataRequestVersionFieldEvent>;
}
export interface WireMetadata {
    request: number;
    found: boolean;
    content: Uint8Array<ArrayBuffer>;
}
export declare namespace WireMetadata {
    const codec: () => Codec<WireMetadata>;
    interface WireMetadataRequestFieldEvent {
        field: '$.request';
        value: number;
    }
    interface WireMetadataFoundFieldEvent {
        field: '$.found';
        value: boolean;
    }
    interface WireMetadataContentFieldEvent {
        field: '$.content';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WireMetadata>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireMetadata>): WireMetadata;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireMetadata>): Generator<WireMetadataRequestFieldEvent | WireMetadataFoundFieldEvent | WireMetadataContentFieldEvent>;
}
export interface WirePeersRequest {
}
export declare namespace WirePeersRequest {
    const codec: () => Codec<WirePeersRequest>;
    function encode(obj: Partial<WirePeersRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WirePeersRequest>): WirePeersRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WirePeersRequest>): Generator<{}>;
}
export interface WirePeers {
    addresses: string[];
}
export declare namespace WirePeers {
    const codec: () => Codec<WirePeers>;
    interface WirePeersAddressesFieldEvent {
        field: '$.addresses[]';
        index: number;
        value: string;
    }
    function encode(obj: Partial<WirePeers>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WirePeers>): WirePeers;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WirePeers>): Generator<WirePeersAddressesFieldEvent>;
}
export interface WireFetch {
    kind: number;
    digest: Uint8Array<ArrayBuffer>;
    offset: number;
}
export declare namespace WireFetch {
    const codec: () => Codec<WireFetch>;
    interface WireFetchKindFieldEvent {
        field: '$.kind';
        value: number;
    }
    interface WireFetchDigestFieldEvent {
        field: '$.digest';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WireFetchOffsetFieldEvent {
        field: '$.offset';
        value: number;
    }
    function encode(obj: Partial<WireFetch>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireFetch>): WireFetch;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireFetch>): Generator<WireFetchKindFieldEvent | WireFetchDigestFieldEvent | WireFetchOffsetFieldEvent>;
}
export interface WireFetchReply {
    status: number;
    totalBytes: number;
    offset: number;
}
export declare namespace WireFetchReply {
    const codec: () => Codec<WireFetchReply>;
    interface WireFetchReplyStatusFieldEvent {
        field: '$.status';
        value: number;
    }
    interface WireFetchReplyTotalBytesFieldEvent {
        field: '$.totalBytes';
        value: number;
    }
    interface WireFetchReplyOffsetFieldEvent {
        field: '$.offset';
        value: number;
    }
    function encode(obj: Partial<WireFetchReply>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireFetchReply>): WireFetchReply;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WireFetchReply>): Generator<WireFetchReplyStatusFieldEvent | WireFetchReplyTotalBytesFieldEvent | WireFetchReplyOffsetFieldEvent>;
}
