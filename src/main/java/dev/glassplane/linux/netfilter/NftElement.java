package dev.glassplane.linux.netfilter;

import java.util.Optional;

/**
 * What an element of a set or map holds beside its key.
 *
 * @param verdict of a map's element: {@code Jump}, {@code Goto}, {@code Accept}, {@code Drop} or {@code Return}; empty for a set's
 * @param comment free text
 */
public record NftElement(Optional<Statement> verdict, Optional<String> comment) {

    /** An element of a set without a comment. */
    public static final NftElement MEMBER = new NftElement(Optional.empty(), Optional.empty());

    public NftElement {
        verdict.ifPresent(NftElement::checkVerdict);
    }

    /** @return an element of a map, without a comment */
    public static NftElement of(Statement verdict) {
        return new NftElement(Optional.of(verdict), Optional.empty());
    }

    static void checkVerdict(Statement statement) {
        boolean verdict = statement instanceof Statement.Jump || statement instanceof Statement.Goto || statement instanceof Statement.Accept
                || statement instanceof Statement.Drop || statement instanceof Statement.Return;
        if (!verdict) {
            throw new IllegalArgumentException("a map to verdicts holds jump, goto, accept, drop or return, not " + statement);
        }
    }
}
