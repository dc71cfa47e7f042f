package dev.glassplane.dns.corefile;

import dev.glassplane.dns.corefile.ServerBlock.Hosts;
import dev.glassplane.dns.message.Records;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Reads the plugin {@code hosts}. Lines that are none of {@code /etc/hosts} count for nothing, as CoreDNS leaves them out. */
final class HostsReader {

    private static final long DEFAULT_TTL = 3600;
    private static final long TTL_MAX = 65_535;

    private HostsReader() {}

    static Hosts read(Directive directive, List<Name> zones) {
        Map<Name, List<Ip>> addresses = new LinkedHashMap<>();
        Map<Ip, List<Name>> names = new LinkedHashMap<>();
        long ttl = DEFAULT_TTL;
        boolean reverse = true;
        Fallthrough fallthrough = Fallthrough.NEVER;
        for (List<Token> line : directive.lines()) {
            switch (line.getFirst().text()) {
                case "fallthrough" -> fallthrough = KubernetesReader.fallthrough(line);
                case "ttl" -> ttl = ttl(line);
                case "no_reverse" -> reverse = false;
                case "reload" -> { }
                default -> {
                    if (!fallthrough.zones().isEmpty()) {
                        throw CorefileException.of(line.getFirst(), "unknown property '" + line.getFirst().text() + "'");
                    }
                    entry(line, addresses, names);
                }
            }
        }
        List<Name> own = directive.arguments().size() < 2 ? zones
                : directive.arguments().subList(1, directive.arguments().size()).stream().map(ServerKey::zone).toList();
        return new Hosts(own, addresses, reverse ? names : Map.of(), ttl, fallthrough);
    }

    private static void entry(List<Token> line, Map<Name, List<Ip>> addresses, Map<Ip, List<Name>> names) {
        Optional<Ip> ip = Ip.tryParse(line.getFirst().text());
        for (Token word : line.subList(1, line.size())) {
            Optional<Name> name = Records.absolute(word.text());
            if (ip.isPresent() && name.isPresent()) {
                addresses.computeIfAbsent(name.get(), _ -> new ArrayList<>()).add(ip.get());
                names.computeIfAbsent(ip.get(), _ -> new ArrayList<>()).add(name.get());
            }
        }
    }

    private static long ttl(List<Token> line) {
        if (line.size() < 2) {
            throw CorefileException.of(line.getFirst(), "ttl needs a time in second");
        }
        String text = line.get(1).text();
        if (!text.matches("[0-9]{1,6}") || Long.parseLong(text) == 0 || Long.parseLong(text) > TTL_MAX) {
            throw CorefileException.of(line.getFirst(), "ttl provided is invalid");
        }
        return Long.parseLong(text);
    }
}
