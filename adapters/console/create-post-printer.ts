import { toPrintableLine } from "./printable-text.ts";
import { renderPost } from "./render-post.ts";
import type { PostedMessage } from "./room-state.ts";
import { rootOf } from "./room-state.ts";
import type { Print, ViewOptions } from "./view-options.ts";

/** Shows what the bot posts, and remembers which choices the person has before their eyes. */
export interface PostPrinter {
  show(post: PostedMessage): void;
  /** Posts shown here whose choices are still open, oldest first. */
  openChoices(): readonly PostedMessage[];
}

export function createPostPrinter(options: ViewOptions, print: Print): PostPrinter {
  const { room, theme } = options;
  const shown = new Set<string>();

  function headerOf(post: PostedMessage, thread: number): string {
    const { channel } = post.ref;
    const tags = [
      theme.quiet(toPrintableLine(options.botName)),
      ...(channel === options.channel ? [] : [theme.quiet(`in ${toPrintableLine(channel)}`)]),
      ...(post.privateTo === undefined ? [] : [theme.secret("only you see this")]),
      ...(post.isEdited ? [theme.quiet("changed")] : []),
    ];
    return `${theme.thread(`#${thread}`)} ${tags.join(theme.quiet(" · "))}`;
  }

  return {
    show(post) {
      if (post.privateTo !== undefined && !options.isPresent(post.privateTo)) return;
      shown.add(post.ref.id);
      const { number } = room.openThread(post.ref.channel, rootOf(post.ref));
      const body = renderPost(post, number, { theme, columns: options.columns() });
      print(body, headerOf(post, number));
    },
    openChoices: () =>
      [...shown].flatMap((id) => {
        const post = room.state.posts.get(id);
        return post?.choices !== undefined && post.chosen === undefined ? [post] : [];
      }),
  };
}
