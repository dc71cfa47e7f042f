package dev.glassplane.kernel;

import dev.glassplane.net.Family;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Tables of one family in a namespace, by way of the real tools.
 *
 * @param namespace where
 * @param family    which
 */
record LoadedTables(String namespace, Family family) {

    /** The two ways in which iptables keeps rules in the kernel. */
    enum BackEnd {
        NFT, LEGACY;

        private String tool(Family family) {
            return (family == Family.IPV4 ? "iptables-" : "ip6tables-") + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Loads tables, counters that they name first. */
    void load(BackEnd backEnd, String tables) {
        HostSetup.createCounters(tables, namespace);
        Commands.run(tables, "ip", "netns", "exec", namespace, backEnd.tool(family) + "-restore");
    }

    /** @return what is loaded, without comments and with counters of zero; the legacy back end lists tables by age */
    String save(BackEnd backEnd) {
        return Commands.run(List.of("ip", "netns", "exec", namespace, backEnd.tool(family) + "-save")).lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("^(:\\S+ \\S+) \\[\\d+:\\d+]$", "$1 [0:0]") + "\n").collect(Collectors.joining());
    }

    /** @return the text of each table */
    static List<String> split(String text) {
        return List.of(text.split("(?<=COMMIT\n)"));
    }
}
