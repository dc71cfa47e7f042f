package dev.glassplane.proxy.ebpf;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.pcollections.PMap;

/**
 * Remembers the ids of the images seen last, so that the next image's are quick to find. A memory, not a state: they follow from the image, since
 * the tables of {@link Ids} have no history.
 */
final class IdBook {

    /** The present image, the one before, and a few that somebody compares. */
    private static final int REMEMBERED_MAX = 4;

    /**
     * @param image    an image
     * @param families that the agent serves in it
     * @param ids      its ids
     */
    private record Page(ClusterImage image, Set<Family> families, Ids ids) {}

    /** What a Service claims in an image. */
    private final BiFunction<Service, ClusterImage, Claims> claims;
    private final Deque<Page> pages = new ArrayDeque<>();
    private ClusterDelta asked;
    private Page beforeAsked;

    IdBook(BiFunction<Service, ClusterImage, Claims> claims) {
        this.claims = claims;
    }

    /** @return the ids of the image */
    synchronized Ids of(ClusterImage image, Set<Family> families) {
        return find(image).orElseGet(() -> remember(new Page(image, families, compared(image, families)))).ids();
    }

    /**
     * Asked for a delta with the image before it and then with the image after it.
     *
     * @return the Services whose ids may differ between the two; empty if that cannot be told
     */
    synchronized Optional<Set<ObjectKey>> moved(ClusterDelta delta, ClusterImage image, Set<Family> families) {
        if (delta != asked) {
            asked = delta;
            beforeAsked = find(image).orElse(null);
            return beforeAsked == null ? Optional.empty() : Optional.of(Set.of());
        }
        if (beforeAsked == null || !beforeAsked.families().equals(families)) {
            return Optional.empty();
        }
        Set<ObjectKey> moved = new HashSet<>();
        Ids ids = beforeAsked.ids();
        for (ObjectKey service : touched(delta, beforeAsked.image(), image)) {
            ids = ids.with(service, claims(service, image), moved);
        }
        pages.removeIf(page -> page.image() == image);
        remember(new Page(image, families, ids));
        return Optional.of(moved);
    }

    private Optional<Page> find(ClusterImage image) {
        return pages.stream().filter(page -> page.image() == image).findFirst();
    }

    private Page remember(Page page) {
        if (pages.size() == REMEMBERED_MAX) {
            pages.removeLast();
        }
        pages.addFirst(page);
        return page;
    }

    private Claims claims(ObjectKey key, ClusterImage image) {
        Service service = image.services().get(key);
        return service == null ? Claims.NONE : claims.apply(service, image);
    }

    private static Set<ObjectKey> touched(ClusterDelta delta, ClusterImage before, ClusterImage after) {
        Set<ObjectKey> services = new HashSet<>();
        for (ObjectKey key : delta.touched()) {
            if (key.resource().equals("services")) {
                services.add(key);
            } else if (key.resource().equals("endpointslices.discovery.k8s.io")) {
                addServiceOf(before.slices().get(key), services);
                addServiceOf(after.slices().get(key), services);
            }
        }
        return services;
    }

    private static void addServiceOf(EndpointSlice slice, Collection<ObjectKey> services) {
        if (slice != null && !slice.service().isEmpty()) {
            services.add(new ObjectKey("services", slice.key().namespace(), slice.service()));
        }
    }

    private record Claimed(ObjectKey service, Claims claims) {}

    /** Starts from the page seen last: a Service whose objects are the same ones claims the same. */
    private Ids compared(ClusterImage image, Set<Family> families) {
        Page last = pages.peekFirst();
        boolean usable = last != null && last.families().equals(families);
        Ids ids = usable ? last.ids() : Ids.EMPTY;
        ClusterImage before = usable ? last.image() : ClusterImage.EMPTY;
        Set<ObjectKey> services = new HashSet<>(before.services().keySet());
        services.addAll(image.services().keySet());
        List<Claimed> claimed = services.parallelStream()
                .filter(key -> before.services().get(key) != image.services().get(key) || !same(before.slicesOf().get(key), image.slicesOf().get(key)))
                .map(key -> new Claimed(key, claims(key, image))).toList();
        Set<ObjectKey> ignored = new HashSet<>();
        for (Claimed each : claimed) {
            ids = ids.with(each.service(), each.claims(), ignored);
        }
        return ids;
    }

    private static boolean same(PMap<?, ?> one, PMap<?, ?> other) {
        return one == other || one != null && other != null && one.size() == other.size()
                && one.entrySet().stream().allMatch(entry -> other.get(entry.getKey()) == entry.getValue());
    }
}
