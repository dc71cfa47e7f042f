package dev.glassplane.proxy.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.proxy.ProgrammedNode;
import dev.glassplane.store.Revision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;

class MaglevApiTests {

    private static final String GONE = "10.0.2.20:8080/TCP";

    private MaglevApi api;

    @BeforeEach
    void aServiceOfThreeBackends() throws Exception {
        Dataplane dataplane = new TestDataplane(new EbpfProgrammer()).publishAll(ProgrammedNode.image(
                Files.readString(Path.of("src/test/resources/scenarios/cilium/maglev/input.yaml")), "mode: ebpf")).current();
        api = new MaglevApi(new DataplaneSource() {
            @Override
            public Dataplane current() {
                return dataplane;
            }

            @Override
            public Dataplane atLeast(Revision revision, Duration timeout) {
                return dataplane;
            }
        });
    }

    @Test
    void everyFrontendOfThePacketPathHasATableThatIsSharedOutEvenly() {
        var answer = api.maglev("node-a", null, null);
        assertThat(answer.tables()).extracting(MaglevReport.Table::frontend)
                .containsExactly("10.0.1.10:30080/TCP", "203.0.113.80:80/TCP", "203.0.113.9:80/TCP");
        assertThat(answer.tables()).allSatisfy(table -> {
            assertThat(table.service()).isEqualTo("shop/web:http");
            assertThat(table.backends()).extracting(MaglevReport.Share::slots).allSatisfy(slots -> assertThat(slots).isBetween(83, 84));
            assertThat(table.backends().stream().mapToInt(MaglevReport.Share::slots).sum()).isEqualTo(table.slots()).isEqualTo(251);
            assertThat(table.change()).isNull();
        });
        assertThat(api.maglev("node-b", "shop/web", null).tables()).hasSize(3);
        assertThat(api.maglev("node-b", "shop/other", null).tables()).isEmpty();
    }

    @Test
    void theLossOfABackendMovesItsSlotsAndFewOthers() {
        assertThat(api.maglev("node-a", "shop/web", GONE).tables()).allSatisfy(table -> {
            int own = table.backends().stream().filter(share -> share.backend().equals(GONE)).findFirst().orElseThrow().slots();
            assertThat(table.change().lost()).isEqualTo(own);
            assertThat(table.change().changed()).isEqualTo(own + table.change().moved());
            assertThat(table.change().moved()).isBetween(0, 251 / 4);
            assertThat(table.change().share()).isEqualTo(table.change().changed() / 251.0);
        });
    }

    @Test
    void wrongNamesAreNamed() {
        assertThatExceptionOfType(ErrorResponseException.class).isThrownBy(() -> api.maglev("node-z", null, null))
                .satisfies(e -> assertThat(e.getBody().getDetail()).contains("no node \"node-z\"").contains("node-a, node-b"));
        assertThatExceptionOfType(ErrorResponseException.class).isThrownBy(() -> api.maglev("node-a", null, "10.0.2.20:8080"))
                .satisfies(e -> assertThat(e.getBody().getDetail()).contains(GONE).endsWith("found \"10.0.2.20:8080\""));
    }
}
