type Listener = Parameters<AbortSignal['addEventListener']>[1];
type Options = Parameters<AbortSignal['addEventListener']>[2];

/**
 * Has what listeners of a signal throw told: Node would end the process for it. The listeners of a signal that is made of it
 * (`AbortSignal.any`) are not looked after.
 */
export function guardListeners(signal: AbortSignal, onError: (error: unknown) => void): AbortSignal {
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  const guards = new WeakMap<Listener, (event: Event) => void>();
  const guardOf = (listener: Listener) => {
    const guard = guards.get(listener) ?? guarded(listener, onError);
    guards.set(listener, guard);
    return guard;
  };
  return Object.assign(signal, {
    addEventListener: (type: string, listener: Listener, options?: Options) =>
      add(type, guardOf(listener), options),
    removeEventListener: (type: string, listener: Listener, options?: Options) =>
      remove(type, guardOf(listener), options),
  });
}

/** One that is async fails later. */
function guarded(listener: Listener, onError: (error: unknown) => void): (event: Event) => void {
  const hear: (event: Event) => unknown =
    typeof listener === 'function' ? listener : listener.handleEvent.bind(listener);
  return (event) => {
    try {
      const heard = hear(event);
      if (heard instanceof Promise) heard.catch(onError);
    } catch (error) {
      onError(error);
    }
  };
}
