package dev.glassplane.loadbalancer.proxy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A proxy that somebody needs.
 *
 * @param namespace   where it runs
 * @param name        of its Deployment and Service
 * @param selector    labels that its pods alone have
 * @param labels      more labels of all its objects
 * @param annotations of all its objects
 * @param front       the type of its Service
 * @param ports       that clients use
 * @param owner       with whom it goes, empty if it stays
 */
public record ProxyRequest(String namespace, String name, Map<String, String> selector, Map<String, String> labels, Map<String, String> annotations, Front front,
                           List<Port> ports, Optional<Owner> owner) {

    public ProxyRequest {
        selector = Map.copyOf(selector);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        ports = List.copyOf(ports);
    }

    /** A proxy that goes with its owner. */
    public ProxyRequest(String namespace, String name, Map<String, String> selector, Map<String, String> labels, Map<String, String> annotations, Front front,
                        List<Port> ports, Owner owner) {
        this(namespace, name, selector, labels, annotations, front, ports, Optional.of(owner));
    }

    /**
     * A Service in front of pods.
     *
     * @param type              {@code LoadBalancer}, {@code ClusterIP} or {@code NodePort}
     * @param loadBalancerClass who gives it a load balancer, empty for whoever does so without a class
     */
    public record Front(String type, Optional<String> loadBalancerClass) {

        /** Annotation by which a Gateway's infrastructure or an IngressClass chooses the type. */
        public static final String TYPE_ANNOTATION = "glassplane.dev/service-type";

        private static final String LOAD_BALANCER = "LoadBalancer";
        private static final String NLB = "service.k8s.aws/nlb";

        /**
         * In a VPC a Network Load Balancer, as the AWS Load Balancer Controller makes it; elsewhere nobody gives addresses, so the cluster's own.
         *
         * @param wanted the type that somebody asks for, empty for the one that fits
         */
        public static Front of(ClusterImage image, String wanted) {
            boolean vpc = ClusterNetwork.of(image).is(PodNetwork.VPC);
            String type = wanted.isEmpty() ? vpc ? LOAD_BALANCER : "ClusterIP" : wanted;
            return new Front(type, vpc && type.equals(LOAD_BALANCER) ? Optional.of(NLB) : Optional.empty());
        }
    }

    /**
     * @param port     that clients use
     * @param bound    that the pods listen on
     * @param protocol TCP or UDP
     */
    public record Port(int port, int bound, Protocol protocol) {

        /** @return {@code tcp-80} */
        String name() {
            return protocol.name().toLowerCase(java.util.Locale.ROOT) + "-" + port;
        }
    }

    /** An object of the same namespace. */
    public record Owner(String apiVersion, String kind, String name, String uid) {}
}
