package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Recently;
import dev.glassplane.image.RecentlyOf;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads all routes of an image and remembers them. */
final class RouteSpecs {

    private final RecentlyOf<ObjectKey, RouteSpec> known = new RecentlyOf<>();
    private final Map<RouteKind, Recently<List<RouteSpec>>> byKind = new EnumMap<>(RouteKind.class);

    RouteSpecs() {
        for (RouteKind kind : RouteKind.values()) {
            byKind.put(kind, new Recently<>());
        }
    }

    List<RouteSpec> of(ClusterImage image) {
        List<RouteSpec> all = new ArrayList<>();
        byKind.forEach((kind, recently) -> {
            var objects = image.all(kind.resource());
            all.addAll(recently.of(() -> objects.values().stream().map(stored -> known.of(stored.key(), () -> RouteSpec.read(kind, stored), stored)).toList(),
                    image.objects().get(kind.resource())));
        });
        return all;
    }
}
