package dev.glassplane.trace.model;

/** What a trace takes for granted; each has its entry in docs/limits.md or in the request. */
public enum Assumption {
    /** The packet opens a new connection. */
    ASSUMED_CT_NEW,
    /** Nobody gave the interface security groups, so what they would say is left open. */
    ASSUMED_SECURITY_GROUP_OPEN,
    /** The request named no source port; one was derived from the ends and the seed. */
    ASSUMED_SOURCE_PORT,
    /** A process listens on a port that nobody declared. */
    ASSUMED_PROCESS_LISTENS,
    /** A server on the internet answers. */
    ASSUMED_INTERNET_ANSWERS,
    /** The internet gateway maps a public address to the node, though no object names one. */
    ASSUMED_PUBLIC_ADDRESS,
    /** Whoever handed the packet to the node takes the answer back. */
    ASSUMED_ANSWER_TAKEN_BACK,
    /** A program that gets a request answers it with 200, and speaks TLS if it is spoken to so. */
    ASSUMED_HTTP_OK,
    /** The client trusts whoever signed the certificate that it is shown. */
    ASSUMED_CERTIFICATE_TRUSTED,
    /** No record of the public DNS is listed for the name, so it leads to the one load balancer that serves it. */
    ASSUMED_DNS_RECORD
}
