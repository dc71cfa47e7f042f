package dev.glassplane.calico.bgp;

import dev.glassplane.calico.BgpFilter;
import dev.glassplane.calico.BgpFilter.Rule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** BGPFilters as functions of BIRD ({@code projectcalico/calico: confd/pkg/resource/template/template_funcs.go}). */
final class BirdFilters {

    /** Longest name in BIRD. */
    private static final int SYMBOL_MAX = 64;
    private static final int HASH_DIGITS = 16;

    private BirdFilters() {}

    /** @return the functions, or a comment if there are none */
    static String functions(Collection<BgpFilter> filters) {
        StringBuilder text = new StringBuilder();
        for (BgpFilter filter : filters) {
            if (!filter.imports().isEmpty() || !filter.exports().isEmpty()) {
                text.append("# v4 BGPFilter ").append(filter.name()).append('\n');
                function(text, name(filter, true), filter.imports());
                function(text, name(filter, false), filter.exports());
            }
        }
        return text.isEmpty() ? "# No v4 BGPFilters configured\n" : text.toString();
    }

    private static void function(StringBuilder text, String name, List<Rule> rules) {
        if (!rules.isEmpty()) {
            text.append("function ").append(name).append("() {\n");
            rules.forEach(rule -> text.append("  ").append(statement(rule)).append('\n'));
            text.append("}\n");
        }
    }

    private static String statement(Rule rule) {
        List<String> conditions = new ArrayList<>();
        rule.net().ifPresent(net -> conditions.add("(net " + net.operator().sign() + " " + net.lengths().map(lengths -> "[ " + net.cidr() + "{" + lengths.min() + ","
                + lengths.max() + "} ]").orElse(net.cidr().toString()) + ")"));
        if (rule.fromPeers()) {
            conditions.add("((defined(source))&&(source ~ [ RTS_BGP ]))");
        }
        if (!rule.device().isEmpty()) {
            conditions.add("((defined(ifname))&&(ifname ~ \"" + rule.device() + "\"))");
        }
        String action = rule.accept() ? "accept;" : "reject;";
        return conditions.isEmpty() ? action : "if (" + String.join("&&", conditions) + ") then { " + action + " }";
    }

    /** @return calls of those filters that have rules for the direction, a line each */
    static String calls(List<BgpFilter> filters, boolean imported) {
        StringBuilder text = new StringBuilder();
        filters.stream().filter(filter -> !(imported ? filter.imports() : filter.exports()).isEmpty())
                .forEach(filter -> text.append("    ").append(name(filter, imported)).append("();\n"));
        return text.toString();
    }

    /** What does not fit is cut, and told apart by a hash. */
    private static String name(BgpFilter filter, boolean imported) {
        String tail = imported ? "_importFilterV4" : "_exportFilterV4";
        int room = SYMBOL_MAX - "bgp_".length() - tail.length();
        String name = filter.name();
        return "'bgp_" + (name.length() <= room ? name : name.substring(0, room - HASH_DIGITS - 1) + "_" + hash(name)) + tail + "'";
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
