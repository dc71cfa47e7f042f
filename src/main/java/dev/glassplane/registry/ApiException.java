package dev.glassplane.registry;

import java.util.List;

/** A request that failed, with everything that a {@code Status} object says. */
public class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final int code;
    private final String reason;
    private final transient Details details;

    /**
     * @param code    HTTP status
     * @param reason  machine word, for example {@code NotFound}
     * @param message in kube-apiserver's words
     * @param details what it is about; may be null
     */
    public ApiException(int code, String reason, String message, Details details) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    /** @return HTTP status */
    public int code() {
        return code;
    }

    /** @return machine word */
    public String reason() {
        return reason;
    }

    /** @return details, or null */
    public Details details() {
        return details;
    }

    /**
     * @param name              object
     * @param group             API group
     * @param kind              plural resource or kind, as kube-apiserver fills it for this reason
     * @param uid               object uid, may be empty
     * @param causes            one per field
     * @param retryAfterSeconds 0 for none
     */
    public record Details(String name, String group, String kind, String uid, List<Cause> causes, int retryAfterSeconds) {}

    /**
     * @param reason  for example {@code FieldValueInvalid}
     * @param message for example {@code Invalid value: 99999: must be between 1 and 65535, inclusive}
     * @param field   for example {@code spec.ports[0].port}
     */
    public record Cause(String reason, String message, String field) {}
}
