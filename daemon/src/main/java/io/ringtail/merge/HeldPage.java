package io.ringtail.merge;

import java.nio.ByteBuffer;

/** A copy of a page, and when it was taken. */
record HeldPage(ByteBuffer bytes, long arrivalNs) {}
