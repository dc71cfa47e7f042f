package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KubeconfigFileTests {

    @Test
    void theDefaultFileIsLeftAlone() {
        String file = Path.of(System.getProperty("user.home"), ".kube", "config").toString();
        assertThatThrownBy(() -> new KubeconfigFile(file, "127.0.0.1", dev.glassplane.apiserver.security.ServerAccess.withToken(""))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected another file");
    }
}
