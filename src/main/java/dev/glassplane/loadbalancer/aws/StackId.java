package dev.glassplane.loadbalancer.aws;

/**
 * Whom a load balancer is made for.
 *
 * @param source the kind of objects
 * @param name   {@code NAMESPACE/NAME}, or the name of an explicit group of Ingresses
 */
public record StackId(Source source, String name) {

    /** Kinds of objects, with the prefix of the controller's tags and labels for each. */
    public enum Source {
        SERVICE("service.k8s.aws"), INGRESS("ingress.k8s.aws"), ALB_GATEWAY("gateway.k8s.aws.alb"), NLB_GATEWAY("gateway.k8s.aws.nlb");

        private final String prefix;

        Source(String prefix) {
            this.prefix = prefix;
        }

        /** @return the tag whose value is the stack's name */
        public String stackTag() {
            return prefix + "/stack";
        }

        /** @return the tag whose value says which part of the stack it is */
        public String resourceTag() {
            return prefix + "/resource";
        }

        /** @return the label of a TargetGroupBinding for the second half of the stack's name */
        public String nameLabel() {
            return prefix + "/stack-name";
        }

        /** @return the label of a TargetGroupBinding for the namespace of the stack */
        public String namespaceLabel() {
            return prefix + "/stack-namespace";
        }
    }

    /** @return the namespace of its name, empty for an explicit group */
    public String namespace() {
        int slash = name.indexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** @return its name without the namespace */
    public String localName() {
        return name.substring(name.indexOf('/') + 1);
    }
}
