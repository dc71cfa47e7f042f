package dev.glassplane.loadbalancer.view;

import dev.glassplane.loadbalancer.LoadBalancerSource.Problem;
import dev.glassplane.loadbalancer.evaluate.Words;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Load balancers for a terminal: where they are, then rules in the order in which they are asked, then targets with their health. */
final class LoadBalancerText {

    private final StringBuilder text = new StringBuilder();

    private LoadBalancerText() {}

    static String of(List<LoadBalancer> balancers, List<Problem> problems) {
        LoadBalancerText printer = new LoadBalancerText();
        if (balancers.isEmpty()) {
            printer.line("no load balancers");
        }
        balancers.forEach(printer::balancer);
        problems.forEach(problem -> printer.line("problem: " + problem.object().object() + ": " + problem.reason() + ": " + problem.message()));
        return printer.text.toString();
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private void balancer(LoadBalancer balancer) {
        line(balancer.name() + "  " + LoadBalancerJson.type(balancer.provider()) + "  " + balancer.scheme().word() + "  " + balancer.state().code().word()
                + (balancer.state().reason().isEmpty() ? "" : " (" + balancer.state().reason() + ")") + balancer.dnsName().map(name -> "  " + name).orElse(""));
        line("  for " + balancer.sources().stream().map(Origin::object).distinct().collect(Collectors.joining(", "))
                + (balancer.securityGroups().isEmpty() ? "" : "  security groups " + String.join(", ", balancer.securityGroups())));
        switch (balancer.front()) {
            case Front.Nodes(var _, var nodes) -> nodes.forEach(node -> line("  node " + node.zone() + "  " + node.subnet() + "  " + node.eni() + "  " + node.privateIp()
                    + node.publicIp().map(ip -> "  " + ip).orElse("") + node.ipv6().map(ip -> "  " + ip).orElse("")));
            case Front.Pods(var service, var pods) -> line("  Service " + service.qualifiedName() + ", "
                    + (pods.isEmpty() ? "no pods" : pods.stream().map(pod -> "pod " + pod.qualifiedName()).collect(Collectors.joining(", "))));
        }
        balancer.listeners().forEach(this::listener);
        balancer.targetGroups().values().forEach(this::group);
        line("");
    }

    private void listener(Listener listener) {
        String certificates = listener.tls().map(tls -> tls.certificates().isEmpty() ? "  passes TLS through"
                : "  certificates " + tls.certificates().stream().map(each -> each.reference()).collect(Collectors.joining(", "))).orElse("");
        line("  listener " + listener.name() + "  " + listener.protocol() + " " + listener.port() + "  host " + listener.hostname() + certificates);
        for (int i = 0; i < listener.rules().size(); i++) {
            Rule rule = listener.rules().get(i);
            String place = rule.priority().isPresent() ? String.valueOf(rule.priority().getAsInt()) : String.valueOf(i + 1);
            String filters = rule.filters().isEmpty() ? "" : rule.filters().stream().map(Words::filter).collect(Collectors.joining("; ", "  {", "}"));
            line(String.format(Locale.ROOT, "    %4s  %s -> %s%s  [%s%s]", place, Words.conditions(rule.conditions()), Words.action(rule.action()), filters, rule.origin().object(),
                    rule.origin().reason().isEmpty() ? "" : ", " + rule.origin().reason()));
        }
        line("    else  " + Words.action(listener.otherwise()));
    }

    private void group(TargetGroup group) {
        String check = group.healthCheck().map(health -> "  check " + health.protocol() + " " + health.port() + (health.path().isEmpty() ? "" : " " + health.path())).orElse("");
        line("  target group " + group.name() + "  " + group.type().word() + "  " + group.protocol() + " " + group.port() + (group.version().isEmpty() ? "" : " " + group.version())
                + (group.preserveClientIp() ? "  preserves client IPs" : "") + (group.proxyProtocol() ? "  PROXY protocol v2" : "") + check + "  [" + group.origin().object() + "]");
        group.targets().forEach(this::target);
        if (group.targets().isEmpty()) {
            line("    no targets");
        }
    }

    private void target(Target target) {
        line("    " + target.socket() + (target.id().equals(target.ip().toString()) ? "" : "  " + target.id()) + "  " + target.zone() + "  " + target.health().state().word()
                + (target.health().reason().isEmpty() ? "" : " " + target.health().reason() + ": " + target.health().description())
                + target.pod().map(pod -> "  pod " + pod.qualifiedName()).orElse(target.node().isEmpty() ? "" : "  node " + target.node()));
    }
}
