package dev.glassplane.policy.calico;

import dev.glassplane.store.Stored;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Policies that are asked together. A packet that none of them judges is thrown away at the tier's end, unless the tier passes it on.
 *
 * @param name     of the Tier object
 * @param order    lower ones are asked first; infinite if none is given
 * @param passes   whether an endpoint's packet that no policy of the tier judged goes on to the next tier
 * @param policies in the order in which they are asked
 */
public record Tier(String name, double order, boolean passes, List<FelixPolicy> policies) {

    /** Resource of the kind. */
    public static final String RESOURCE = "tiers.crd.projectcalico.org";
    /** The tier that is always there. */
    public static final String DEFAULT = "default";
    static final double DEFAULT_ORDER = 1_000_000;
    static final Comparator<Tier> ORDER = Comparator.comparingDouble(Tier::order).thenComparing(Tier::name);

    public Tier {
        policies = List.copyOf(policies);
    }

    /** @return the tier of an object, without its policies */
    static Tier read(Stored stored) {
        JsonNode spec = stored.object().path("spec");
        String name = stored.key().name();
        double order = name.equals(DEFAULT) ? DEFAULT_ORDER : spec.path("order").asDouble(Double.POSITIVE_INFINITY);
        return new Tier(name, order, spec.path("defaultAction").asString("").equals("Pass"), List.of());
    }

    Tier with(List<FelixPolicy> others) {
        return new Tier(name, order, passes, others);
    }
}
