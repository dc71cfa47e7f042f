package dev.glassplane.trace.model;

/** Why a packet did not arrive: a closed list, one code per cause. Codes of features that are not modelled yet are not listed. */
public enum ReasonCode {
    NO_ENDPOINTS, NO_LOCAL_ENDPOINTS, NO_READY_ENDPOINTS, SOURCE_RANGE_DENIED, PORT_NOT_IN_SERVICE, PORT_CLOSED, MARTIAN_SOURCE, RPF_FAILED,
    NO_ROUTE, TTL_EXPIRED, LOCALNET_BLOCKED, CT_INVALID, NAT_PORT_EXHAUSTED, ASYMMETRIC_RETURN, LATER_PACKETS_LOST, IP_NOT_ASSIGNED,
    POD_NOT_RUNNING, MTU_EXCEEDED, UNSUPPORTED_FEATURE
}
