package dev.glassplane.vpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many pods kubelet admits on a node: three sources give three numbers.
 *
 * @param pods       the number
 * @param arithmetic how it comes about, line by line
 */
public record MaxPods(int pods, List<String> arithmetic) {

    /** Pods on the host network that the published formula counts on: aws-node and kube-proxy. */
    private static final int HOST_NETWORK_PODS = 2;
    private static final int ADDRESSES_PER_PREFIX = 16;
    private static final int MANY_VCPUS = 30;
    private static final int CAP_MANY_VCPUS = 250;
    private static final int CAP_FEW_VCPUS = 110;

    /** Where the number comes from; as {@code spec.maxPods} of the Cluster object has it, in lower case. */
    public enum Source {
        /** The list that AWS publishes ({@code aws/amazon-vpc-cni-k8s: misc/eni-max-pods.txt}). */
        PUBLISHED,
        /** The script that AWS recommends ({@code awslabs/amazon-eks-ami: max-pods-calculator.sh}); managed node groups apply it. */
        CALCULATOR,
        /** The node agent of Amazon Linux 2023 with {@code maxPodsExpression} ({@code awslabs/amazon-eks-ami: nodeadm}). */
        NODEADM;

        /** @return the source with this name in lower case; {@link #PUBLISHED} for an empty one */
        public static Source of(String name) {
            for (Source source : values()) {
                if (source.toString().equals(name)) {
                    return source;
                }
            }
            if (name.isEmpty()) {
                return PUBLISHED;
            }
            throw new IllegalArgumentException("maxPods: expected published, calculator or nodeadm, found \"" + name + "\"");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public MaxPods {
        arithmetic = List.copyOf(arithmetic);
    }

    /** @return what the source says for a type under these settings */
    public static MaxPods of(Source source, InstanceType type, PoolSettings settings, String expression) {
        return switch (source) {
            case PUBLISHED -> published(type);
            case CALCULATOR -> calculator(type, settings);
            case NODEADM -> nodeadm(type, expression);
        };
    }

    /** @return interfaces x (addresses - 1) + 2, never capped, the same with prefixes */
    public static MaxPods published(InstanceType type) {
        List<String> lines = new ArrayList<>();
        int pods = plain(type.interfaces(), type, lines);
        if (!type.published()) {
            lines.add("no published list names " + type.name() + ": the same formula");
        }
        return new MaxPods(pods, lines);
    }

    private static int plain(int interfaces, InstanceType type, List<String> lines) {
        int pods = interfaces * type.slotsPerInterface() + HOST_NETWORK_PODS;
        lines.add("%d interfaces x (%d addresses - 1) + 2 = %d".formatted(interfaces, type.addressesPerInterface(), pods));
        return pods;
    }

    /** @return what max-pods-calculator.sh prints; it takes bare metal for a type without prefixes, as EC2 reports no hypervisor for it */
    public static MaxPods calculator(InstanceType type, PoolSettings settings) {
        List<String> lines = new ArrayList<>();
        int interfaces = settings.interfaces(type);
        if (interfaces < type.interfaces()) {
            lines.add("MAX_ENI %d of %d interfaces".formatted(interfaces, type.interfaces()));
        }
        if (settings.customNetworking()) {
            interfaces--;
            lines.add("custom networking: the primary interface gives no addresses, %d interfaces are left".formatted(interfaces));
        }
        int pods;
        if (settings.prefixDelegation() && type.hypervisor() == InstanceType.Hypervisor.NITRO) {
            pods = interfaces * type.slotsPerInterface() * ADDRESSES_PER_PREFIX + HOST_NETWORK_PODS;
            lines.add("%d interfaces x (%d slots x 16 addresses of a prefix) + 2 = %d".formatted(interfaces, type.slotsPerInterface(), pods));
        } else {
            if (settings.prefixDelegation()) {
                lines.add("the script sees no nitro hypervisor: no prefixes");
            }
            pods = plain(interfaces, type, lines);
        }
        int vcpus = type.vcpusOrAssumed();
        int cap = vcpus > MANY_VCPUS ? CAP_MANY_VCPUS : CAP_FEW_VCPUS;
        lines.add("at most %d with %d vCPUs (more than 30: 250, else 110)%s = %d".formatted(cap, vcpus,
                type.vcpus().isEmpty() ? ", assumed since none are published" : "", Math.min(pods, cap)));
        return new MaxPods(Math.min(pods, cap), lines);
    }

    /**
     * @param expression {@code maxPodsExpression} of the NodeConfig, in CEL; empty for none
     * @return its value, or the published number if there is none or it fails or is not above 0
     */
    public static MaxPods nodeadm(InstanceType type, String expression) {
        MaxPods published = published(type);
        List<String> lines = new ArrayList<>(published.arithmetic());
        if (expression.isEmpty()) {
            lines.add("no maxPodsExpression: " + published.pods());
            return new MaxPods(published.pods(), lines);
        }
        try {
            long value = MaxPodsExpression.evaluate(expression, type.interfaces(), type.addressesPerInterface(), published.pods());
            lines.add("maxPodsExpression " + expression + " with default_enis " + type.interfaces() + ", ips_per_eni "
                    + type.addressesPerInterface() + ", max_pods " + published.pods() + " = " + value);
            if (value > 0 && value <= Integer.MAX_VALUE) {
                return new MaxPods((int) value, lines);
            }
            lines.add("not above 0: nodeadm falls back to " + published.pods());
        } catch (ArithmeticException e) {
            lines.add("maxPodsExpression " + expression + ": " + e.getMessage() + ", nodeadm falls back to " + published.pods());
        } catch (IllegalArgumentException e) {
            lines.add("maxPodsExpression " + expression + ": " + e.getMessage() + ", so " + published.pods()
                    + " as for every expression with an error; CEL beyond integer arithmetic is not modelled (limit: max-pods-expression)");
        }
        return new MaxPods(published.pods(), lines);
    }
}
