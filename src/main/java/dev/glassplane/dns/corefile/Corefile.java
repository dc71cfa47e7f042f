package dev.glassplane.dns.corefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * A Corefile that CoreDNS starts with.
 *
 * @param servers blocks that answer on port 53 over plain DNS, the only ones that the cluster's DNS Service leads to
 */
public record Corefile(List<ServerBlock> servers) {

    /** The Corefile that EKS installs. */
    public static final String EKS = """
            .:53 {
                errors
                health {
                    lameduck 5s
                  }
                ready
                kubernetes cluster.local in-addr.arpa ip6.arpa {
                  pods insecure
                  fallthrough in-addr.arpa ip6.arpa
                }
                prometheus :9153
                forward . /etc/resolv.conf
                cache 30
                loop
                reload
                loadbalance
            }
            """;

    /**
     * @return the text, read
     * @throws CorefileException if CoreDNS would refuse it
     */
    public static Corefile read(String text) {
        List<Blocks.Block> blocks = Blocks.read(text);
        if (blocks.isEmpty()) {
            throw new CorefileException(1, "no server block");
        }
        List<ServerBlock> servers = new ArrayList<>();
        Set<ServerKey> seen = new HashSet<>();
        for (Blocks.Block block : blocks) {
            List<ServerKey> keys = block.keys().stream().map(ServerKey::of).toList();
            for (int i = 0; i < keys.size(); i++) {
                if (!seen.add(keys.get(i))) {
                    throw CorefileException.of(block.keys().get(i), "cannot serve " + keys.get(i) + " - it is already defined");
                }
            }
            ServerBlock server = new Plugins(keys.stream().map(ServerKey::zone).toList()).read(block.directives());
            List<Name> reached = keys.stream().filter(ServerKey::reached).map(ServerKey::zone).toList();
            if (!reached.isEmpty()) {
                servers.add(new ServerBlock(reached, server.hosts(), server.kubernetes(), server.forwards(), server.cache(), server.bufferSize(),
                        server.notModelled()));
            }
        }
        return new Corefile(List.copyOf(servers));
    }

    /** @return the block whose zone is the longest that holds the name */
    public Optional<ServerBlock> serverOf(Name name) {
        return servers.stream().flatMap(server -> server.zones().stream().filter(name::subdomain).map(zone -> new Match(zone.labels(), server)))
                .max(Comparator.comparingInt(Match::labels)).map(Match::server);
    }

    private record Match(int labels, ServerBlock server) {}
}
