package dev.glassplane.apiserver.table;

import static dev.glassplane.apiserver.table.Cells.NONE;
import static dev.glassplane.apiserver.table.Cells.number;
import static dev.glassplane.apiserver.table.Cells.text;
import static dev.glassplane.apiserver.table.Cells.textOr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Services, their endpoints and the kinds of networking.k8s.io. Source: {@code kubernetes/kubernetes: pkg/printers/internalversion}. */
final class NetworkTables {

    private static final int HOSTS_MAX = 3;

    private NetworkTables() {}

    static KindTable services() {
        return KindTable.of(List.of(Column.NAME,
                Column.text("Type", "How the Service is reached: ClusterIP, NodePort, LoadBalancer or ExternalName."),
                Column.text("Cluster-IP", "First virtual address, None for a headless Service."),
                Column.text("External-IP", "Addresses outside the cluster, or the name that an ExternalName stands for."),
                Column.text("Port(s)", "Ports, with the node port after a colon."),
                Column.AGE,
                Column.wide("Selector", "Labels of the pods behind the Service.")), NetworkTables::service);
    }

    private static void service(ObjectNode service, Instant now, ArrayNode cells) {
        JsonNode spec = service.path("spec");
        String type = textOr(spec.path("type"), "ClusterIP");
        cells.add(Cells.name(service));
        cells.add(type);
        cells.add(textOr(spec.path("clusterIPs").path(0), textOr(spec.path("clusterIP"), NONE)));
        cells.add(externalIp(service, type));
        cells.add(ports(spec.path("ports")));
        cells.add(Cells.age(service, now));
        cells.add(Cells.labels(spec.path("selector")));
    }

    private static String externalIp(ObjectNode service, String type) {
        JsonNode spec = service.path("spec");
        String external = spec.path("externalIPs").valueStream().map(Cells::text).collect(Collectors.joining(","));
        return switch (type) {
            case "ExternalName" -> text(spec.path("externalName"));
            case "LoadBalancer" -> {
                String balancer = Cells.loadBalancer(service.path("status"));
                if (balancer.isEmpty()) {
                    yield external.isEmpty() ? "<pending>" : external;
                }
                yield external.isEmpty() ? balancer : balancer + "," + external;
            }
            default -> external.isEmpty() ? NONE : external;
        };
    }

    private static String ports(JsonNode ports) {
        if (ports.isEmpty()) {
            return NONE;
        }
        return ports.valueStream().map(port -> {
            long nodePort = number(port.path("nodePort"));
            return number(port.path("port")) + (nodePort > 0 ? ":" + nodePort : "") + "/" + textOr(port.path("protocol"), "TCP");
        }).collect(Collectors.joining(","));
    }

    static KindTable endpoints() {
        return KindTable.of(List.of(Column.NAME, Column.text("Endpoints", "Ready addresses with their ports, the first three."), Column.AGE),
                (endpoints, now, cells) -> {
                    cells.add(Cells.name(endpoints));
                    cells.add(addresses(endpoints.path("subsets")));
                    cells.add(Cells.age(endpoints, now));
                });
    }

    private static String addresses(JsonNode subsets) {
        if (subsets.isEmpty()) {
            return NONE;
        }
        List<String> all = new ArrayList<>();
        for (JsonNode subset : subsets) {
            JsonNode ports = subset.path("ports");
            if (ports.isEmpty()) {
                subset.path("addresses").forEach(address -> all.add(text(address.path("ip"))));
            }
            for (JsonNode port : ports) {
                subset.path("addresses").forEach(address -> all.add(Cells.hostPort(text(address.path("ip")), text(port.path("port")))));
            }
        }
        return Cells.firstThree(all, "");
    }

    static KindTable endpointSlices() {
        return KindTable.of(List.of(Column.NAME,
                Column.text("AddressType", "Family of the addresses: IPv4, IPv6 or FQDN."),
                Column.text("Ports", "Ports of every endpoint, the first three."),
                Column.text("Endpoints", "Addresses, ready or not, the first three."),
                Column.AGE), NetworkTables::endpointSlice);
    }

    private static void endpointSlice(ObjectNode slice, Instant now, ArrayNode cells) {
        List<String> ports = slice.path("ports").valueStream()
                .map(port -> textOr(port.path("port"), textOr(port.path("name"), "*"))).toList();
        List<String> addresses = slice.path("endpoints").valueStream()
                .flatMap(endpoint -> endpoint.path("addresses").valueStream()).map(Cells::text).toList();
        cells.add(Cells.name(slice));
        cells.add(text(slice.path("addressType")));
        cells.add(Cells.firstThree(ports, "<unset>"));
        cells.add(Cells.firstThree(addresses, "<unset>"));
        cells.add(Cells.age(slice, now));
    }

    static KindTable ingresses() {
        return KindTable.of(List.of(Column.NAME,
                Column.text("Class", "IngressClass that serves it."),
                Column.text("Hosts", "Host names of the rules, the first three."),
                Column.text("Address", "Addresses of the load balancer."),
                Column.text("Ports", "80, and 443 if there is TLS."),
                Column.AGE), (ingress, now, cells) -> {
                    JsonNode spec = ingress.path("spec");
                    cells.add(Cells.name(ingress));
                    cells.add(textOr(spec.path("ingressClassName"), NONE));
                    cells.add(hosts(spec.path("rules")));
                    cells.add(Cells.loadBalancer(ingress.path("status")));
                    cells.add(spec.path("tls").isEmpty() ? "80" : "80, 443");
                    cells.add(Cells.age(ingress, now));
                });
    }

    /** The first three hosts of rules that have one; rules after them count, whether they have a host or not. */
    private static String hosts(JsonNode rules) {
        List<String> hosts = new ArrayList<>();
        boolean more = false;
        for (JsonNode rule : rules) {
            more |= hosts.size() == HOSTS_MAX;
            if (hosts.size() < HOSTS_MAX && !text(rule.path("host")).isEmpty()) {
                hosts.add(text(rule.path("host")));
            }
        }
        String shown = hosts.isEmpty() ? "*" : String.join(",", hosts);
        return more ? shown + " + " + (rules.size() - HOSTS_MAX) + " more..." : shown;
    }

    static KindTable ingressClasses() {
        return KindTable.of(List.of(Column.NAME, Column.text("Controller", "Controller that serves the class."),
                Column.text("Parameters", "Object with further settings."), Column.AGE), (ingressClass, now, cells) -> {
                    JsonNode parameters = ingressClass.path("spec").path("parameters");
                    String group = text(parameters.path("apiGroup"));
                    cells.add(Cells.name(ingressClass));
                    cells.add(text(ingressClass.path("spec").path("controller")));
                    cells.add(!parameters.isObject() ? NONE
                            : text(parameters.path("kind")) + (group.isEmpty() ? "" : "." + group) + "/" + text(parameters.path("name")));
                    cells.add(Cells.age(ingressClass, now));
                });
    }

    static KindTable networkPolicies() {
        return KindTable.of(List.of(Column.NAME, Column.text("Pod-Selector", "Pods that the policy is about."), Column.AGE),
                (policy, now, cells) -> {
                    cells.add(Cells.name(policy));
                    cells.add(Cells.selector(policy.path("spec").path("podSelector")));
                    cells.add(Cells.age(policy, now));
                });
    }

    static KindTable serviceCidrs() {
        return KindTable.of(List.of(Column.NAME, Column.text("CIDRs", "Ranges that Services get addresses from."), Column.AGE),
                (range, now, cells) -> {
                    cells.add(Cells.name(range));
                    cells.add(range.path("spec").path("cidrs").valueStream().map(Cells::text).collect(Collectors.joining(",")));
                    cells.add(Cells.age(range, now));
                });
    }

    static KindTable ipAddresses() {
        return KindTable.of(List.of(Column.NAME, Column.text("ParentRef", "Object that has the address.")), (address, now, cells) -> {
            JsonNode parent = address.path("spec").path("parentRef");
            String group = text(parent.path("group"));
            String namespace = text(parent.path("namespace"));
            cells.add(Cells.name(address));
            cells.add(text(parent.path("resource")) + (group.isEmpty() ? "" : "." + group) + "/"
                    + (namespace.isEmpty() ? "" : namespace + "/") + text(parent.path("name")));
        });
    }
}
