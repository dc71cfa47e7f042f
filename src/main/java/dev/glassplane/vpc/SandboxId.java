package dev.glassplane.vpc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids of pod sandboxes, which container runtimes draw at random. */
public final class SandboxId {

    private SandboxId() {}

    /** @return 64 hex digits that follow from the pod's uid, so that whoever names the sandbox names the same */
    public static String of(String podUid) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(("sandbox/" + podUid).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
