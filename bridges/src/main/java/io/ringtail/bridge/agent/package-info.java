/**
 * Bridges without code: an agent for {@code -javaagent}.
 *
 * <p>Only the bridges that the agent's arguments name are loaded. Nothing here instruments a class.
 */
@NullMarked
package io.ringtail.bridge.agent;

import org.jspecify.annotations.NullMarked;
