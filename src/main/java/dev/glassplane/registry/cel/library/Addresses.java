package dev.glassplane.registry.cel.library;

import static dev.glassplane.registry.cel.library.Types.CIDR;
import static dev.glassplane.registry.cel.library.Types.IP;

import dev.cel.common.types.SimpleType;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.cel.library.Types.Network;
import java.util.List;
import java.util.Optional;

/** {@code ip}, {@code cidr} and what addresses and prefixes tell. */
final class Addresses {

    private Addresses() {}

    static List<Function> functions() {
        return List.of(
                Function.named("ip").global("string_to_ip", IP, args -> address((String) args[0]), SimpleType.STRING)
                        .member("cidr_ip", IP, args -> network(args).ip(), CIDR),
                Function.named("isIP").global("is_ip", SimpleType.BOOL, args -> Ip.tryParse((String) args[0]).isPresent(), SimpleType.STRING),
                Function.named("ip.isCanonical").global("ip_is_canonical", SimpleType.BOOL,
                        args -> address((String) args[0]).toString().equals(args[0]), SimpleType.STRING),
                Function.named("family").member("ip_family", SimpleType.INT, args -> ip(args).isV4() ? 4L : 6L, IP),
                Function.named("isUnspecified").member("ip_is_unspecified", SimpleType.BOOL, args -> isIn(ip(args), "0.0.0.0/32", "::/128"), IP),
                Function.named("isLoopback").member("ip_is_loopback", SimpleType.BOOL, args -> ip(args).isLoopback(), IP),
                Function.named("isLinkLocalMulticast").member("ip_is_link_local_multicast", SimpleType.BOOL,
                        args -> isLinkLocalMulticast(ip(args)), IP),
                Function.named("isLinkLocalUnicast").member("ip_is_link_local_unicast", SimpleType.BOOL,
                        args -> isIn(ip(args), "169.254.0.0/16", "fe80::/10"), IP),
                Function.named("isGlobalUnicast").member("ip_is_global_unicast", SimpleType.BOOL, args -> isGlobalUnicast(ip(args)), IP),
                Function.named("cidr").global("string_to_cidr", CIDR, args -> network((String) args[0]).orElseThrow(
                        () -> new IllegalArgumentException("network address parse error during conversion from string: " + args[0])), SimpleType.STRING),
                Function.named("isCIDR").global("is_cidr", SimpleType.BOOL, args -> network((String) args[0]).isPresent(), SimpleType.STRING),
                Function.named("containsIP")
                        .member("cidr_contains_ip_ip", SimpleType.BOOL, args -> prefix(network(args)).contains((Ip) args[1]), CIDR, IP)
                        .member("cidr_contains_ip_string", SimpleType.BOOL,
                                args -> prefix(network(args)).contains(address((String) args[1])), CIDR, SimpleType.STRING),
                Function.named("containsCIDR")
                        .member("cidr_contains_cidr", SimpleType.BOOL, args -> prefix(network(args)).contains(prefix((Network) args[1])), CIDR, CIDR)
                        .member("cidr_contains_cidr_string", SimpleType.BOOL, args -> prefix(network(args)).contains(prefix(
                                network((String) args[1]).orElseThrow(() -> new IllegalArgumentException("invalid CIDR: " + args[1])))),
                                CIDR, SimpleType.STRING),
                Function.named("masked").member("cidr_masked", CIDR, args -> new Network(prefix(network(args)).network(), network(args).length()), CIDR),
                Function.named("prefixLength").member("cidr_prefix_length", SimpleType.INT, args -> (long) network(args).length(), CIDR),
                Function.named("string")
                        .global("ip_to_string", SimpleType.STRING, args -> args[0].toString(), IP)
                        .global("cidr_to_string", SimpleType.STRING, args -> network(args).ip() + "/" + network(args).length(), CIDR));
    }

    private static Ip ip(Object[] args) {
        return (Ip) args[0];
    }

    private static Network network(Object[] args) {
        return (Network) args[0];
    }

    private static Ip address(String text) {
        return Ip.tryParse(text).orElseThrow(() -> new IllegalArgumentException("IP Address \"" + text + "\" parse error during conversion from string"));
    }

    private static Cidr prefix(Network network) {
        return new Cidr(network.ip(), network.length());
    }

    private static Optional<Network> network(String text) {
        int slash = text.indexOf('/');
        boolean canonical = slash > 0 && text.substring(slash + 1).matches("0|[1-9]\\d{0,2}");
        return canonical ? Ip.tryParse(text.substring(0, slash))
                .filter(ip -> Integer.parseInt(text.substring(slash + 1)) <= ip.family().bits())
                .map(ip -> new Network(ip, Integer.parseInt(text.substring(slash + 1)))) : Optional.empty();
    }

    private static boolean isLinkLocalMulticast(Ip ip) {
        return ip.isV4() ? Cidr.parse("224.0.0.0/24").contains(ip) : (ip.high() >>> 48 & 0xff0f) == 0xff02;
    }

    private static boolean isGlobalUnicast(Ip ip) {
        return !isIn(ip, "0.0.0.0/32", "::/128") && !ip.isLoopback() && !isIn(ip, "224.0.0.0/4", "ff00::/8")
                && !isIn(ip, "169.254.0.0/16", "fe80::/10") && !isIn(ip, "255.255.255.255/32", "::/128");
    }

    private static boolean isIn(Ip ip, String v4, String v6) {
        return Cidr.parse(ip.isV4() ? v4 : v6).contains(ip);
    }
}
