namespace MetaLearn.Episodes;

/// <summary>Which of a finite collection's episodes an index means.</summary>
public enum EpisodeOrder
{
    /// <summary>Each pass over the collection is a new shuffle that depends on the seed: every one is seen once a pass. For training.</summary>
    Shuffled,

    /// <summary>The order they were given in, again and again, whatever the seed. For evaluation.</summary>
    AsGiven,
}
