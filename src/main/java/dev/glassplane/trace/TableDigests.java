package dev.glassplane.trace;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.NftRuleset;
import dev.glassplane.linux.netfilter.RuleText;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.route.IpRuleShow;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.stream.Collectors;

/**
 * Short digests of what a host is programmed to do: equal digests give equal traces. Printing all rules of a large cluster takes long, so their
 * digest is kept as long as the rules live, and only asked for where a request wants every detail.
 */
final class TableDigests {

    private static final int DIGITS = 16;

    private final Map<Netfilter, String> ofRules = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<Entries, String> ofEntries = Collections.synchronizedMap(new WeakHashMap<>());

    /** @return the first digits of a SHA-256 over what iptables-save, nft, ip rule, ip route and sysctl print, and over all keyed tables */
    String of(HostState host) {
        StringBuilder text = new StringBuilder(ofRules.computeIfAbsent(host.netfilter(), TableDigests::rules));
        text.append(ofEntries.computeIfAbsent(host.entries(), TableDigests::entries));
        for (Family family : Family.values()) {
            text.append(IpRuleShow.print(host.routing(), family)).append(IpRouteShow.printAll(host.routing(), family));
        }
        return sha256(text.append(new TreeMap<>(host.sysctls())).toString());
    }

    private static String rules(Netfilter netfilter) {
        StringBuilder text = new StringBuilder(IptablesSave.print(netfilter, Family.IPV4)).append(IptablesSave.print(netfilter, Family.IPV6));
        NftRuleset.chains(netfilter).forEach((table, chains) -> chains.forEach(chain -> {
            text.append(table).append(chain.id().name()).append(chain.base().map(NftRuleset::base).orElse("")).append('\n');
            chain.rules().forEach(rule -> text.append(RuleText.of(chain.id(), rule)).append('\n'));
        }));
        return sha256(text.toString());
    }

    private static String entries(Entries entries) {
        return sha256(entries.tables().stream().flatMap(table -> entries.all(table).stream())
                .map(entry -> entry.table() + " " + entry.key() + " " + entry.value()).sorted().collect(Collectors.joining("\n")));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
