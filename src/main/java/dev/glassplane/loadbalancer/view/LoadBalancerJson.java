package dev.glassplane.loadbalancer.view;

import dev.glassplane.loadbalancer.LoadBalancerSource.Problem;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A load balancer in the shape of {@code DescribeLoadBalancers}, with its listeners, rules and target groups inside it; members that AWS lacks say who asked. */
final class LoadBalancerJson {

    private LoadBalancerJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode of(LoadBalancer balancer) {
        ObjectNode json = object();
        balancer.arn().ifPresent(arn -> json.put("LoadBalancerArn", arn));
        balancer.dnsName().ifPresent(name -> json.put("DNSName", name));
        json.put("LoadBalancerName", balancer.name()).put("Scheme", balancer.scheme().word()).put("Type", type(balancer.provider()));
        ObjectNode state = json.putObject("State").put("Code", balancer.state().code().word());
        if (!balancer.state().reason().isEmpty()) {
            state.put("Reason", balancer.state().reason());
        }
        front(json, balancer.front());
        if (!balancer.securityGroups().isEmpty()) {
            balancer.securityGroups().forEach(json.putArray("SecurityGroups")::add);
        }
        attributes(json, balancer.attributes());
        ArrayNode listeners = json.putArray("Listeners");
        balancer.listeners().forEach(listener -> listeners.add(listener(listener)));
        ArrayNode groups = json.putArray("TargetGroups");
        balancer.targetGroups().values().forEach(group -> groups.add(TargetGroupJson.of(group)));
        ArrayNode sources = json.putArray("Sources");
        balancer.sources().forEach(source -> sources.add(origin(source)));
        return json;
    }

    /** @return the word of the AWS API; proxies have one of their own */
    static String type(Provider provider) {
        return switch (provider) {
            case ALB -> "application";
            case NLB -> "network";
            case PROXY -> "proxy";
        };
    }

    private static void front(ObjectNode json, Front front) {
        switch (front) {
            case Front.Nodes(String vpc, List<LbNode> nodes) -> {
                json.put("VpcId", vpc).put("IpAddressType", nodes.stream().anyMatch(node -> node.ipv6().isPresent()) ? "dualstack" : "ipv4");
                ArrayNode zones = json.putArray("AvailabilityZones");
                nodes.forEach(node -> zones.add(zone(node)));
            }
            case Front.Pods(var service, var pods) -> {
                json.put("Service", service.qualifiedName());
                ArrayNode all = json.putArray("Pods");
                pods.forEach(pod -> all.add(pod.qualifiedName()));
            }
        }
    }

    private static ObjectNode zone(LbNode node) {
        ObjectNode zone = object().put("ZoneName", node.zone()).put("SubnetId", node.subnet()).put("NetworkInterfaceId", node.eni());
        ObjectNode address = zone.putArray("LoadBalancerAddresses").addObject().put("PrivateIPv4Address", node.privateIp().toString());
        node.publicIp().ifPresent(ip -> address.put("IpAddress", ip.toString()));
        node.ipv6().ifPresent(ip -> address.put("IPv6Address", ip.toString()));
        return zone;
    }

    private static ObjectNode listener(Listener listener) {
        ObjectNode json = object();
        listener.arn().ifPresent(arn -> json.put("ListenerArn", arn));
        json.put("Name", listener.name()).put("Port", listener.port()).put("Protocol", listener.protocol().name()).put("Hostname", listener.hostname().toString());
        if (listener.boundPort() != listener.port()) {
            json.put("PodPort", listener.boundPort());
        }
        listener.tls().ifPresent(tls -> tls(json, tls));
        ArrayNode rules = json.putArray("Rules");
        listener.rules().forEach(rule -> rules.add(rule(rule)));
        ObjectNode last = rules.addObject().put("Priority", "default").put("IsDefault", true);
        last.putArray("Conditions");
        last.set("Actions", RuleJson.actions(listener.otherwise()));
        json.set("Origin", origin(listener.origin()));
        return json;
    }

    private static void tls(ObjectNode json, Tls tls) {
        json.put("TlsMode", tls.mode() == Tls.Mode.TERMINATE ? "Terminate" : "Passthrough");
        if (!tls.policy().isEmpty()) {
            json.put("SslPolicy", tls.policy());
        }
        ArrayNode certificates = json.putArray("Certificates");
        tls.certificates().forEach(certificate -> {
            ObjectNode each = certificates.addObject().put("CertificateArn", certificate.reference());
            ArrayNode names = each.putArray("Names");
            certificate.hostnames().forEach(name -> names.add(name.toString()));
        });
        tls.clients().ifPresent(clients -> {
            ObjectNode mutual = json.putObject("MutualAuthentication").put("Mode", clients.required() ? "verify" : "passthrough");
            clients.authorities().forEach(mutual.putArray("TrustStores")::add);
        });
    }

    private static ObjectNode rule(Rule rule) {
        ObjectNode json = object().put("Priority", rule.priority().isPresent() ? String.valueOf(rule.priority().getAsInt()) : "").put("IsDefault", false).put("Name", rule.name());
        json.set("Conditions", RuleJson.conditions(rule.conditions()));
        if (!rule.filters().isEmpty()) {
            ArrayNode filters = json.putArray("Filters");
            rule.filters().forEach(filter -> filters.add(dev.glassplane.loadbalancer.evaluate.Words.filter(filter)));
        }
        json.set("Actions", RuleJson.actions(rule.action()));
        json.set("Origin", origin(rule.origin()));
        return json;
    }

    static void attributes(ObjectNode json, Map<String, String> attributes) {
        if (!attributes.isEmpty()) {
            ArrayNode all = json.putArray("Attributes");
            new TreeMap<>(attributes).forEach((key, value) -> all.addObject().put("Key", key).put("Value", value));
        }
    }

    static ObjectNode origin(Origin origin) {
        return object().put("component", origin.component()).put("kind", origin.kind()).put("ns", origin.namespace()).put("name", origin.name()).put("field", origin.reason());
    }

    static ObjectNode problem(Problem problem) {
        ObjectNode json = object();
        json.set("Object", origin(problem.object()));
        return json.put("Reason", problem.reason()).put("Message", problem.message());
    }
}
