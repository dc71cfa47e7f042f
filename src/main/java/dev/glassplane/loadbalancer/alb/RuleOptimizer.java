package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.PathRewrite;
import dev.glassplane.loadbalancer.model.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Leaves out redirects that would lead to themselves, and rules that an earlier redirect takes everything from
 * ({@code pkg/ingress/rule_optimizer.go}).
 */
final class RuleOptimizer {

    private RuleOptimizer() {}

    static List<Rule> optimize(int port, ListenerProtocol protocol, List<Rule> rules) {
        List<Rule> kept = new ArrayList<>();
        List<Rule> redirects = new ArrayList<>();
        for (Rule rule : rules) {
            if (endless(port, protocol, rule) || redirects.stream().anyMatch(earlier -> covers(earlier, rule))) {
                continue;
            }
            kept.add(rule);
            if (rule.action() instanceof Action.Redirect) {
                redirects.add(rule);
            }
        }
        return kept;
    }

    private static boolean endless(int port, ListenerProtocol protocol, Rule rule) {
        return rule.action() instanceof Action.Redirect redirect
                && redirect.host().filter(host -> !hosts(rule).contains(host)).isEmpty()
                && redirect.path().filter(path -> !(path instanceof PathRewrite.Full(String to) && paths(rule).contains(to))).isEmpty()
                && redirect.port().filter(to -> !to.equals("#{port}") && !to.equals(String.valueOf(port))).isEmpty()
                && redirect.scheme().filter(scheme -> !scheme.equals(protocol.name().toLowerCase(Locale.ROOT))).isEmpty()
                && redirect.query().isEmpty();
    }

    /** Compares the patterns as texts, as the controller does. */
    private static boolean covers(Rule earlier, Rule later) {
        if (earlier.conditions().stream().anyMatch(condition -> !(condition instanceof Condition.Host || condition instanceof Condition.Path))) {
            return false;
        }
        Set<String> hosts = hosts(earlier);
        Set<String> paths = paths(earlier);
        Set<String> itsHosts = hosts(later);
        Set<String> itsPaths = paths(later);
        boolean everyHost = hosts.isEmpty() || !itsHosts.isEmpty() && hosts.containsAll(itsHosts);
        return everyHost && (paths.isEmpty() || paths.contains("/*") || !itsPaths.isEmpty() && paths.containsAll(itsPaths));
    }

    /** Globs only: regular expressions count as if they were not there, as they do for the controller. */
    private static Set<String> hosts(Rule rule) {
        Set<String> hosts = new HashSet<>();
        rule.conditions().forEach(condition -> {
            if (condition instanceof Condition.Host(var patterns)) {
                patterns.stream().filter(HostPattern.Glob.class::isInstance).forEach(pattern -> hosts.add(pattern.toString()));
            }
        });
        return hosts;
    }

    private static Set<String> paths(Rule rule) {
        Set<String> paths = new HashSet<>();
        rule.conditions().forEach(condition -> {
            if (condition instanceof Condition.Path(var patterns)) {
                patterns.forEach(pattern -> {
                    if (pattern instanceof PathPattern.Glob(String glob)) {
                        paths.add(glob);
                    }
                });
            }
        });
        return paths;
    }
}
