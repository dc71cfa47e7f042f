package dev.glassplane.image;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The Kubernetes release that is emulated: what the server says of itself, and whose components the nodes run. */
public enum KubernetesVersion {
    V1_33("1.33", 5), V1_34("1.34", 2), V1_35("1.35", 0), V1_36("1.36", 0);

    /** The release if nobody asks for another one. */
    public static final String DEFAULT = "1.36";

    private final String word;
    private final int patch;

    KubernetesVersion(String word, int patch) {
        this.word = word;
        this.patch = patch;
    }

    /**
     * @param word for example {@code 1.33}
     * @throws IllegalArgumentException naming the releases that can be asked for
     */
    public static KubernetesVersion read(String word) {
        return Arrays.stream(values()).filter(version -> version.word.equals(word)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "glassplane.kubernetes-version: expected one of "
                        + Arrays.stream(values()).map(KubernetesVersion::word).collect(Collectors.joining(", ")) + ", found \"" + word + "\""));
    }

    /** @return as users write it: {@code 1.36} */
    public String word() {
        return word;
    }

    /** @return the minor number: 36 */
    public int minor() {
        return Integer.parseInt(word.substring(word.indexOf('.') + 1));
    }

    /** @return a release of it as components call themselves: {@code v1.36.0} */
    public String release() {
        return "v" + word + "." + patch;
    }
}
