package dev.glassplane.proxy.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.bpf.BackendState;
import dev.glassplane.linux.bpf.L4;
import dev.glassplane.linux.bpf.Scope;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTests {

    private static ObjectKey service(String name) {
        return new ObjectKey("services", "shop", name);
    }

    private static FrontendId frontend(int number) {
        return new FrontendId(false, new IpPort(Ip.parse("10.100.0." + number), 80), L4.TCP, Scope.EXTERNAL);
    }

    private static BackendId backend(int number) {
        return new BackendId(new IpPort(Ip.parse("10.0.1." + number), 8080), L4.TCP);
    }

    private static Claims random(Random random) {
        Set<FrontendId> frontends = new HashSet<>();
        Map<BackendId, BackendState> backends = new HashMap<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            frontends.add(random.nextInt(5) == 0 ? FrontendId.wildcard(Ip.parse("10.100.0.1")) : frontend(random.nextInt(6)));
            backends.put(backend(random.nextInt(8)), BackendState.values()[random.nextInt(4)]);
        }
        return new Claims(frontends, backends);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void numbersAndOwnersFollowFromTheClaimsAndWhoeverIsAffectedIsNamed(long seed) {
        Random random = new Random(seed);
        Map<ObjectKey, Claims> claims = new HashMap<>();
        Ids ids = Ids.EMPTY;
        for (int step = 0; step < 400; step++) {
            ObjectKey service = service("s" + random.nextInt(6));
            Claims next = random.nextInt(3) == 0 ? Claims.NONE : random(random);
            claims.put(service, next);
            Ids before = ids;
            Set<ObjectKey> affected = new HashSet<>();
            ids = ids.with(service, next, affected);
            Ids afresh = afresh(claims, random);
            for (ObjectKey each : claims.keySet()) {
                assertThat(ids.of(each)).as("step %d, %s", step, each).isEqualTo(afresh.of(each));
                if (!affected.contains(each)) {
                    assertThat(ids.of(each)).as("step %d, %s is not affected", step, each).isEqualTo(before.of(each));
                }
            }
        }
    }

    private static Ids afresh(Map<ObjectKey, Claims> claims, Random random) {
        List<ObjectKey> order = new ArrayList<>(claims.keySet());
        Collections.shuffle(order, random);
        Ids ids = Ids.EMPTY;
        for (ObjectKey service : order) {
            ids = ids.with(service, claims.get(service), new HashSet<>());
        }
        return ids;
    }

    @Test
    void whatTwoServicesWantBelongsToTheFirstByName() {
        Ids ids = Ids.EMPTY.with(service("b"), new Claims(Set.of(frontend(1)), Map.of(backend(1), BackendState.ACTIVE)), new HashSet<>())
                .with(service("a"), new Claims(Set.of(frontend(1)), Map.of(backend(1), BackendState.MAINTENANCE)), new HashSet<>());
        assertThat(ids.of(service("a")).frontends()).containsOnlyKeys(frontend(1));
        assertThat(ids.of(service("b")).frontends()).isEmpty();
        assertThat(ids.of(service("b")).backends()).isEqualTo(ids.of(service("a")).backends());
        assertThat(ids.of(service("b")).backends().get(backend(1)).owner()).isEqualTo(service("a"));
        assertThat(ids.of(service("b")).backends().get(backend(1)).state()).isEqualTo(BackendState.MAINTENANCE);
        assertThat(ids.services()).containsExactlyInAnyOrder(service("a"), service("b"));
    }
}
