package dev.glassplane.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesVersionTests {

    @ParameterizedTest
    @EnumSource(KubernetesVersion.class)
    void everyReleaseIsReadByItsWord(KubernetesVersion version) {
        assertThat(KubernetesVersion.read(version.word())).isSameAs(version);
        assertThat(version.release()).startsWith("v1." + version.minor() + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.32", "v1.33", "1.33.5", ""})
    void whatIsNotEmulatedIsRefusedWithWhatIs(String word) {
        assertThatIllegalArgumentException().isThrownBy(() -> KubernetesVersion.read(word))
                .withMessage("glassplane.kubernetes-version: expected one of 1.33, 1.34, 1.35, 1.36, found \"" + word + "\"");
    }

    @Test
    void theDefaultIsOneOfThem() {
        assertThat(KubernetesVersion.read(KubernetesVersion.DEFAULT)).isSameAs(KubernetesVersion.V1_36);
    }
}
