package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which Ingresses still keep the load balancer of a group that they are not in any more ({@code pkg/ingress/finalizer.go}). */
final class GroupFinalizers {

    private GroupFinalizers() {}

    /** @return Ingresses that are to be let go, by the group whose finalizer they have; strays stay, since somebody may only have mistyped their class */
    static Map<GroupId, List<AlbIngress>> leaving(ClusterImage image, IngressGroups groups) {
        Map<GroupId, List<AlbIngress>> leaving = new LinkedHashMap<>();
        for (Stored stored : image.all(IngressGroups.INGRESSES).values()) {
            AlbIngress ingress = new AlbIngress(stored.key(), stored.object());
            for (String finalizer : ingress.finalizers()) {
                GroupId id = GroupId.ofFinalizer(finalizer, ingress).orElse(null);
                boolean member = id != null && groups.groups().getOrDefault(id, List.of()).stream().anyMatch(each -> each.key().equals(ingress.key()));
                if (id != null && !member && !groups.keeps(ingress)) {
                    leaving.computeIfAbsent(id, _ -> new ArrayList<>()).add(ingress);
                }
            }
        }
        return leaving;
    }
}
