/** Names the render that outputs come from: its task, or the key of its submission where it had none. Another render has another name. */
export const renderName = ({ taskId, key }: { readonly taskId?: string; readonly key: string }): string => taskId ?? key
