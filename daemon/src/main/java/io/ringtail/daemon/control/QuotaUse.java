package io.ringtail.daemon.control;

/**
 * How much of a shared resource is in use: in all, by the process that has most of it, and by the user whose processes
 * have most of it.
 *
 * @param resource its name in reports
 * @param used the amount in use
 * @param limit the amount that exists
 * @param process the process with the largest amount
 * @param user the user with the largest amount
 */
public record QuotaUse(String resource, long used, long limit, Share process, Share user) {
    /**
     * A share of the resource.
     *
     * @param id a pid or a uid, {@link #NOBODY} if none has any
     * @param used its amount
     * @param limit the maximum for it; for {@link #NOBODY}, the maximum for an ordinary process or user
     */
    public record Share(int id, long used, long limit) {
        /** Replaces a pid or a uid. */
        public static final int NOBODY = -1;
    }
}
