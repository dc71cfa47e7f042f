package dev.glassplane.registry.allocation;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.ServiceAddressValidation;
import dev.glassplane.registry.validation.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides a Service's address families and policy from what was asked for and what the cluster has (initIPFamilyFields). */
final class ServiceFamilies {

    private static final String POLICY = "ipFamilyPolicy";
    private static final String FAMILIES = "ipFamilies";

    private final List<String> configured;

    /** @param configured families of the service ranges, the default first */
    ServiceFamilies(List<String> configured) {
        this.configured = configured;
    }

    /**
     * Fills in the family fields.
     *
     * @param errors gets what cannot be; then the Service is left half done and must be refused
     */
    void decide(ServiceSpec after, Optional<ServiceSpec> before, FieldErrors errors) {
        if (!after.needsClusterIp() || before.filter(old -> isUntouchedPreference(after, old)).isPresent()) {
            return;
        }
        policy(after, before);
        ServiceAddressValidation.check(after, errors);
        if (!errors.isEmpty()) {
            return;
        }
        before.ifPresent(old -> reduce(after, old, errors));
        singleStack(after, errors);
        inferFamilies(after, errors);
        if (!errors.isEmpty()) {
            return;
        }
        if (after.headlessWithoutSelector()) {
            families(after, true);
            return;
        }
        checkConfigured(after, errors);
        if (errors.isEmpty()) {
            families(after, configured.size() == 2);
        }
    }

    /** A Service that prefers dual stack does not change because the cluster has. */
    private static boolean isUntouchedPreference(ServiceSpec after, ServiceSpec before) {
        return after.type().equals(before.type()) && after.policy().equals(ServiceSpec.PREFER_DUAL_STACK)
                && before.policy().equals(ServiceSpec.PREFER_DUAL_STACK) && after.clusterIps().equals(before.clusterIps())
                && after.families().equals(before.families());
    }

    private static void policy(ServiceSpec after, Optional<ServiceSpec> before) {
        if (after.policy().isEmpty()) {
            String old = before.map(ServiceSpec::policy).orElse("");
            String otherwise = after.headlessWithoutSelector() ? ServiceSpec.REQUIRE_DUAL_STACK : ServiceSpec.SINGLE_STACK;
            after.node().put(POLICY, old.isEmpty() ? otherwise : old);
        }
    }

    private static void reduce(ServiceSpec after, ServiceSpec before, FieldErrors errors) {
        boolean single = after.policy().equals(ServiceSpec.SINGLE_STACK);
        for (String field : List.of("clusterIPs", FAMILIES)) {
            List<String> now = field.equals(FAMILIES) ? after.families() : after.clusterIps();
            List<String> old = field.equals(FAMILIES) ? before.families() : before.clusterIps();
            if (single && now.equals(old) && now.size() > 1) {
                after.set(field, now.subList(0, 1));
            } else if (!single && old.size() == 2 && now.size() == 1 && old.getFirst().equals(now.getFirst())) {
                errors.invalid("spec." + POLICY, after.policy(), "must be 'SingleStack' to release the secondary "
                        + (field.equals(FAMILIES) ? "IP family" : "cluster IP"));
            }
        }
    }

    private static void singleStack(ServiceSpec after, FieldErrors errors) {
        String start = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
        if (after.policy().equals(ServiceSpec.SINGLE_STACK)) {
            if (after.clusterIps().size() == 2) {
                errors.invalid("spec." + POLICY, after.policy(), start + "cluster IPs are specified");
            }
            if (after.families().size() == 2) {
                errors.invalid("spec." + POLICY, after.policy(), start + "IP families are specified");
            }
        }
    }

    /** Addresses that were asked for say which families are meant. */
    private void inferFamilies(ServiceSpec after, FieldErrors errors) {
        List<String> families = new ArrayList<>(after.families());
        List<String> ips = after.clusterIps();
        for (int i = families.size(); i < ips.size() && !ips.get(i).equals(ServiceSpec.NONE); i++) {
            String family = Ip.parse(ips.get(i)).isV4() ? "IPv4" : "IPv6";
            if (configured.contains(family)) {
                families.add(family);
            } else {
                errors.invalid("spec.clusterIPs[" + i + "]", after.node().path("clusterIPs"), family + " is not configured on this cluster");
            }
        }
        after.set(FAMILIES, families);
    }

    private void checkConfigured(ServiceSpec after, FieldErrors errors) {
        if (after.policy().equals(ServiceSpec.REQUIRE_DUAL_STACK) && configured.size() < 2) {
            errors.invalid("spec." + POLICY, after.policy(), "this cluster is not configured for dual-stack services");
        }
        List<String> families = after.families();
        for (int i = 0; i < families.size(); i++) {
            if (!configured.contains(families.get(i))) {
                errors.invalid("spec.ipFamilies[" + i + "]", families.get(i), "not configured on this cluster");
            }
        }
    }

    private void families(ServiceSpec after, boolean bothPossible) {
        List<String> families = new ArrayList<>(after.families());
        if (families.isEmpty()) {
            families.add(configured.getFirst());
        }
        if (families.size() == 1 && bothPossible && !after.policy().equals(ServiceSpec.SINGLE_STACK)) {
            families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
        }
        after.set(FAMILIES, families);
    }
}
