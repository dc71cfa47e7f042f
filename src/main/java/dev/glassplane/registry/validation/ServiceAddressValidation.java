package dev.glassplane.registry.validation;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** ValidateServiceClusterIPsRelatedFields: cluster addresses, families and their policy. */
public final class ServiceAddressValidation {

    private static final String CLUSTER_IPS = "spec.clusterIPs";
    private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
    private static final List<String> POLICIES =
            List.of(ServiceSpec.PREFER_DUAL_STACK, ServiceSpec.REQUIRE_DUAL_STACK, ServiceSpec.SINGLE_STACK);

    private ServiceAddressValidation() {}

    /** Checks what is there; before and after allocation. */
    public static void check(ServiceSpec spec, FieldErrors errors) {
        if (!spec.needsClusterIp()) {
            return;
        }
        families(spec, errors);
        if (!spec.policy().isEmpty() && !POLICIES.contains(spec.policy())) {
            errors.notSupported("spec.ipFamilyPolicy", spec.policy(), POLICIES);
        }
        JsonNode list = spec.node().path("clusterIPs");
        List<String> ips = spec.clusterIps();
        if (!spec.clusterIp().isEmpty() && ips.isEmpty()) {
            errors.required(CLUSTER_IPS, "");
        } else if (!ips.isEmpty() && spec.clusterIp().isEmpty()) {
            errors.invalid(CLUSTER_IPS, list, "must be empty when `clusterIP` is not specified");
        } else if (!ips.isEmpty() && !ips.getFirst().equals(spec.clusterIp())) {
            errors.invalid(CLUSTER_IPS, list, "first value must match `clusterIP`");
        }
        if (addresses(list, ips, errors)) {
            dualStack(list, ips, errors);
            matchFamilies(spec, ips, errors);
        }
    }

    private static void families(ServiceSpec spec, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        List<String> families = spec.families();
        for (int i = 0; i < families.size(); i++) {
            String path = "spec.ipFamilies[" + i + "]";
            if (!FAMILIES.contains(families.get(i))) {
                errors.notSupported(path, families.get(i), FAMILIES);
            }
            if (!seen.add(families.get(i))) {
                errors.duplicate(path, families.get(i));
            }
        }
    }

    private static boolean addresses(JsonNode list, List<String> ips, FieldErrors errors) {
        boolean good = true;
        for (int i = 0; i < ips.size(); i++) {
            if (i == 0 && ips.getFirst().equals(ServiceSpec.NONE)) {
                if (ips.size() > 1) {
                    errors.invalid(CLUSTER_IPS, list, "'None' must be the first and only value");
                    good = false;
                }
            } else {
                good &= Values.ip(list.get(i), CLUSTER_IPS + "[" + i + "]", errors).isPresent();
            }
        }
        if (ips.size() > 2) {
            errors.invalid(CLUSTER_IPS, list, "may only hold up to 2 values");
        }
        return good;
    }

    private static void dualStack(JsonNode list, List<String> ips, FieldErrors errors) {
        long families = ips.stream().map(Ip::tryParse).flatMap(Optional::stream).map(Ip::family).distinct().count();
        if (ips.size() > 1 && families < 2) {
            errors.invalid(CLUSTER_IPS, list, "may specify no more than one IP for each IP family");
        }
    }

    private static void matchFamilies(ServiceSpec spec, List<String> ips, FieldErrors errors) {
        List<String> families = spec.families();
        for (int i = 0; i < Math.min(ips.size(), families.size()); i++) {
            String wanted = families.get(i);
            boolean fits = Ip.tryParse(ips.get(i)).map(ip -> wanted.equals(ip.isV4() ? "IPv4" : "IPv6")).orElse(true);
            if (!fits && FAMILIES.contains(wanted)) {
                errors.invalid(CLUSTER_IPS + "[" + i + "]", ips.get(i),
                        "expected an " + wanted + " value as indicated by `ipFamilies[" + i + "]`");
            }
        }
    }
}
