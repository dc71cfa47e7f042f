package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.DefaultVpc;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A cluster in the default VPC with the class {@code alb}, Services web and cart, and whatever a test adds. */
final class AlbWorld {

    private static final String BASE = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {team: a}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: alb}
            spec: {controller: ingress.k8s.aws/alb}
            ---
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: other}
            spec: {controller: example.com/other}
            ---
            apiVersion: v1
            kind: Service
            metadata: {namespace: shop, name: web, uid: web-uid}
            spec: {type: NodePort, clusterIP: 10.100.0.1, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}, {name: admin, port: 81, targetPort: adm, nodePort: 30081}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {namespace: shop, name: cart, uid: cart-uid, annotations: {alb.ingress.kubernetes.io/target-type: ip}}
            spec: {clusterIP: 10.100.0.2, ports: [{port: 8080}]}
            """;

    final ClusterImage image;
    final Cloud cloud;

    private AlbWorld(ClusterImage image) {
        this.image = image;
        this.cloud = Cloud.of(image, new VpcReader().of(image), new CloudIds(1));
    }

    /** @param more YAML documents */
    static AlbWorld with(String more) {
        List<ObjectNode> objects = new ArrayList<>(DefaultVpc.objects());
        objects.addAll(objects(more));
        return new AlbWorld(ClusterImages.of(objects));
    }

    /** @return what a world has beside the VPC */
    static List<ObjectNode> objects(String more) {
        List<ObjectNode> objects = new ArrayList<>();
        for (String text : List.of(BASE, more)) {
            try (MappingIterator<ObjectNode> documents = new YAMLMapper().readerFor(ObjectNode.class).readValues(text)) {
                documents.forEachRemaining(objects::add);
            }
        }
        return objects;
    }

    /** An Ingress in the namespace shop that faces the internet. */
    static String ingress(String name, String annotations, String spec) {
        return """
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {namespace: shop, name: %s, annotations: {alb.ingress.kubernetes.io/scheme: internet-facing, %s}}
                spec: {ingressClassName: alb, %s}
                """.formatted(name, annotations.replace("@", "alb.ingress.kubernetes.io/"), spec.replace("$web", service("web", "number: 80"))
                .replace("$cart", service("cart", "number: 8080")));
    }

    static String service(String name, String port) {
        return "backend: {service: {name: " + name + ", port: {" + port + "}}}";
    }

    AlbBuilder.Built build() {
        var group = IngressGroups.of(image).groups().entrySet().iterator().next();
        return AlbBuilder.build(IngressGroup.sorted(group.getKey(), group.getValue()), cloud, Certificates.of(image));
    }

    /** @return the controller's words, empty if all is well */
    String failure() {
        try {
            build();
            return "";
        } catch (BuildFailure e) {
            return e.getMessage();
        }
    }

    static String text(Listener listener) {
        return listener.name() + "\n" + listener.rules().stream().map(AlbWorld::text).collect(Collectors.joining()) + "  default " + text(listener.otherwise()) + "\n";
    }

    private static String text(Rule rule) {
        return "  " + (rule.priority().isPresent() ? rule.priority().getAsInt() : "-") + " " + rule.conditions().stream().map(AlbWorld::text)
                .collect(Collectors.joining(" ")) + (rule.filters().isEmpty() ? "" : " " + rule.filters()) + " -> " + text(rule.action()) + "\n";
    }

    private static String text(Condition condition) {
        return switch (condition) {
            case Condition.Host(var hosts) -> "host=" + hosts.stream().map(Object::toString).collect(Collectors.joining("|"));
            case Condition.Path(var paths) -> "path=" + paths.stream().map(path -> path instanceof PathPattern.Glob(String glob) ? glob : path.toString())
                    .collect(Collectors.joining("|"));
            default -> condition.toString();
        };
    }

    static String text(Action action) {
        return switch (action) {
            case Action.Forward forward -> "forward " + forward.backends().stream().map(each -> ((Backend.Group) each.backend()).targetGroup() + "*" + each.weight())
                    .collect(Collectors.joining(",")) + forward.stickiness().map(time -> " sticky " + time.toSeconds()).orElse("");
            case Action.Redirect redirect -> "redirect " + redirect.status() + " " + redirect.scheme().orElse("-") + "://" + redirect.host().orElse("-") + ":"
                    + redirect.port().orElse("-") + redirect.path().map(Object::toString).orElse("") + redirect.query().map(query -> "?" + query).orElse("");
            case Action.FixedResponse(int status, String type, String body) -> status + " " + type + " " + body;
            default -> action.toString();
        };
    }
}
