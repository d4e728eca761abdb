package play

import "context"

// Client is an SDK's client in one version of the protocol, told in words that no version owns: a state by its name in 0.3, ids as they are.
// What the SDK has no call for fails with ErrNotOffered.
type Client interface {
	// Connect reads the card by the SDK's resolver and makes a client of the binding asked for.
	Connect(ctx context.Context, options Options) (Card, error)
	Send(ctx context.Context, request Request) (Answer, error)
	Stream(ctx context.Context, request Request) (Followed, error)
	Subscribe(ctx context.Context, task string) (Followed, error)
	// Get asks for that many messages of the history; for none in particular below 0.
	Get(ctx context.Context, task string, historyLength int) (Task, error)
	List(ctx context.Context, context string, pageSize int, token string) (Page, error)
	Cancel(ctx context.Context, task string) (Task, error)
	Register(ctx context.Context, task string, hook Hook) (Hook, error)
	Registered(ctx context.Context, task, name string) (Hook, error)
	AllRegistered(ctx context.Context, task string) ([]string, error)
	Unregister(ctx context.Context, task, name string) error
	ExtendedCard(ctx context.Context) (Card, error)
	// Errors tells a refusal: by the SDK's errors, and where the protocol gives an error no form, by words in what it says.
	Errors(refusal Refusal) (kinds []error, words []string)
}

// Refusal is why a call must fail.
type Refusal int

// The refusals of the script.
const (
	Unknown Refusal = iota
	NotCancelable
	Ended
)

// Card is what the script looks at of one: its name and the ids of its skills.
type Card struct {
	Name   string
	Skills []string
}

// Request is a message of one text part.
type Request struct {
	Scene, Text   string
	Task, Context string
	Part          *Part // sent instead of the text
	AtOnce        bool
	Hook          *Hook
}

// Answer has a task, or is a message of this text.
type Answer struct {
	Task    *Task
	Message string
}

// Task is a task with the text of its artifacts, the number of messages in its history and its first artifact's first part.
type Task struct {
	ID, Context, State, Text string
	History                  int
	Part                     Part
}

// Part is a part that is no text.
type Part struct {
	Bytes                string
	URL, Name, MediaType string
	Data                 any
}

// Page is a page of a list.
type Page struct {
	Tasks []string
	Total int
	Next  string
}

// Hook is a push configuration.
type Hook struct{ Task, Name, URL, Token string }

// Followed is what a reader of a stream holds in the end.
type Followed struct {
	Count       int
	Message     bool   // the first event was a message
	Task        string // the id of the task that was the first event, or empty
	State, Text string
}

// Began takes a whole task.
func (f *Followed) Began(task Task) {
	if f.Count++; f.Count == 1 {
		f.Task = task.ID
	}
	f.State, f.Text = task.State, task.Text
}

// Said takes a message.
func (f *Followed) Said() {
	f.Count++
	f.Message = f.Count == 1
}

// Became takes a change of state.
func (f *Followed) Became(state string) {
	f.Count++
	f.State = state
}

// Grew takes a piece of an artifact.
func (f *Followed) Grew(text string, appended bool) {
	f.Count++
	if !appended {
		f.Text = ""
	}
	f.Text += text
}
