/** The library's loggers, which say what must be mended even where SLF4J has no provider. */
@NullMarked
package io.ringtail.client.log;

import org.jspecify.annotations.NullMarked;
