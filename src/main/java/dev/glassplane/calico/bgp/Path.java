package dev.glassplane.calico.bgp;

import dev.glassplane.net.Ip;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a speaker knows what another one announces.
 *
 * @param learned  by what kind of session
 * @param nextHop  where packets go: BGP_NEXT_HOP
 * @param asPath   AS numbers, the nearest first
 * @param from     who told; empty for the speaker that announces it
 * @param peer     address of who told, decides between equals
 * @param clusters ids of the clusters of route reflectors that it passed
 */
public record Path(Learned learned, Ip nextHop, List<Long> asPath, Optional<String> from, Ip peer, List<String> clusters) {

    /** Kinds of knowing. */
    public enum Learned {
        /** It is its own. */
        LOCAL,
        /** From another AS. */
        EXTERNAL,
        /** From the same AS. */
        INTERNAL
    }

    /** The better one first (RFC 4271 section 9.1.2.2, RFC 4456 section 9): own, shorter AS path, from another AS, fewer reflectors, lower address. */
    static final Comparator<Path> BETTER = Comparator.comparing((Path path) -> path.learned() != Learned.LOCAL).thenComparing(path -> path.asPath().size())
            .thenComparing(Path::learned).thenComparing(path -> path.clusters().size()).thenComparing(Path::peer);

    public Path {
        asPath = List.copyOf(asPath);
        clusters = List.copyOf(clusters);
    }
}
