package dev.glassplane.controller.object;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Amounts of what nodes have and pods ask for.
 *
 * @param milliCpu    thousandths of a CPU
 * @param memoryBytes bytes
 */
public record Resources(long milliCpu, long memoryBytes) {

    /** Nothing. */
    public static final Resources ZERO = new Resources(0, 0);

    /** @return the {@code cpu} and {@code memory} quantities of a map such as {@code requests} or {@code allocatable} */
    public static Resources parse(JsonNode quantities) {
        return new Resources(amount(quantities, "cpu", 1000), amount(quantities, "memory", 1));
    }

    /**
     * What the scheduler counts for a pod: the larger of all containers together and the largest init container, sidecars counting as
     * containers, plus overhead (kubernetes/component-helpers: resource/helpers.go). {@code spec.resources} replaces the sum.
     */
    public static Resources ofPod(JsonNode spec) {
        Resources sum = ZERO;
        for (JsonNode container : Fields.each(spec, "containers").toList()) {
            sum = sum.plus(requests(container));
        }
        Resources sidecars = ZERO;
        Resources initPeak = ZERO;
        for (JsonNode container : Fields.each(spec, "initContainers").toList()) {
            if (Fields.text(container, "restartPolicy").equals("Always")) {
                sidecars = sidecars.plus(requests(container));
                initPeak = initPeak.max(sidecars);
            } else {
                initPeak = initPeak.max(sidecars.plus(requests(container)));
            }
        }
        Resources total = sum.plus(sidecars).max(initPeak);
        if (spec.path("resources").has("requests")) {
            Resources podLevel = parse(spec.path("resources").path("requests"));
            total = new Resources(podLevel.milliCpu > 0 ? podLevel.milliCpu : total.milliCpu,
                    podLevel.memoryBytes > 0 ? podLevel.memoryBytes : total.memoryBytes);
        }
        return total.plus(parse(spec.path("overhead")));
    }

    /** @return requests of a container; a limit without a request counts as the request, as the API defaults it */
    private static Resources requests(JsonNode container) {
        Resources requests = parse(container.path("resources").path("requests"));
        Resources limits = parse(container.path("resources").path("limits"));
        return new Resources(requests.milliCpu > 0 ? requests.milliCpu : limits.milliCpu,
                requests.memoryBytes > 0 ? requests.memoryBytes : limits.memoryBytes);
    }

    private static long amount(JsonNode quantities, String name, int factor) {
        JsonNode quantity = quantities.path(name);
        if (quantity.isMissingNode()) {
            return 0;
        }
        try {
            BigDecimal amount = Quantity.getAmountInBytes(Quantity.parse(quantity.asString("0")));
            return amount.multiply(BigDecimal.valueOf(factor)).setScale(0, RoundingMode.CEILING).longValue();
        } catch (IllegalArgumentException e) {
            return 0; // the registry refuses what is no quantity
        }
    }

    /** @return the sum */
    public Resources plus(Resources other) {
        return new Resources(milliCpu + other.milliCpu, memoryBytes + other.memoryBytes);
    }

    /** @return the difference */
    public Resources minus(Resources other) {
        return new Resources(milliCpu - other.milliCpu, memoryBytes - other.memoryBytes);
    }

    private Resources max(Resources other) {
        return new Resources(Math.max(milliCpu, other.milliCpu), Math.max(memoryBytes, other.memoryBytes));
    }

    /** @return names of the resources of which this is more than {@code free}; asking for nothing is never too much */
    public List<String> exceeding(Resources free) {
        List<String> names = new ArrayList<>();
        if (milliCpu > 0 && milliCpu > free.milliCpu) {
            names.add("cpu");
        }
        if (memoryBytes > 0 && memoryBytes > free.memoryBytes) {
            names.add("memory");
        }
        return names;
    }
}
