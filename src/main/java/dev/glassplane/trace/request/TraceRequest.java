package dev.glassplane.trace.request;

import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.Revision;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A question, read and complete but for what only the cluster knows.
 *
 * @param from        who sends
 * @param to          what is asked for
 * @param via         which address of a Service; its ClusterIP if not said
 * @param viaSaid     whether the request says so itself
 * @param protocol    empty: as the Service port or container port says, else TCP
 * @param sourcePort  empty: derived from ends and seed
 * @param size        length of the IP packet in bytes
 * @param allPaths    every path with its share, or one path
 * @param maxPaths    limit of {@code allPaths}
 * @param seed        decides the one path
 * @param pick        endpoint that every random choice should take
 * @param reply       whether the way of the answer is walked too
 * @param detail      how much the answer says
 * @param minRevision revision that the tables must show at least
 * @param mode        in which service mode
 * @param whyNot      whether to look for what would let the packet arrive
 * @param flowLogs    whether the text lists the records of flow logs too
 * @param http        what a client of HTTP says beside the URL
 */
public record TraceRequest(From from, To to, Via via, boolean viaSaid, Optional<Protocol> protocol, OptionalInt sourcePort, int size, boolean allPaths, int maxPaths,
                           long seed, Optional<IpPort> pick, boolean reply, Detail detail, Optional<Revision> minRevision, ModeWish mode, boolean whyNot,
                           boolean flowLogs, HttpWish http) {

    /** Paths that are listed if the request does not say. */
    public static final int DEFAULT_MAX_PATHS = 64;
    /** Most paths that a request may ask for. */
    public static final int LIMIT_MAX_PATHS = 1024;

    /** @return the same question about every path */
    public TraceRequest everyPath() {
        return new TraceRequest(from, to, via, viaSaid, protocol, sourcePort, size, true, maxPaths, seed, pick, reply, detail, minRevision, mode, whyNot, flowLogs, http);
    }
}
