// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QTimer>
#include <QWidget>

#include <map>
#include <optional>
#include <set>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace interleave::widgets {

class FieldNote;
class ParameterEditor;
struct Problem;

/// The concurrency models, by family, as a list to tick; a ticked one unfolds into its label, the task groups it takes and its
/// parameters. A model with several entries in the plan has a row for each. What is wrong with an entry, and why one is left out of
/// the run, stands below it.
class ModelsEditor : public QWidget {
    Q_OBJECT
public:
    explicit ModelsEditor(plan::Catalogue catalogue, QWidget *parent = nullptr);

    void showPlan(const plan::Plan &plan);
    /// Of all of these, those that are about an entry.
    void showProblems(const std::vector<Problem> &problems);
    /// Selects an entry and takes the focus.
    void reveal(std::size_t entry);
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    /// `field`: edits of one field merge; empty: an edit of its own.
    void edited(const plan::Plan &after, const QString &text, const QString &field);

private:
    struct Row {
        const plan::ExecutorDescriptor *descriptor = nullptr;
        std::optional<std::size_t> entry; ///< index in the plan; empty: not ticked
        bool operator==(const Row &) const = default;
    };
    /// What belongs to an entry in the tree.
    struct Parts {
        QTreeWidgetItem *note = nullptr;  ///< hidden while there is nothing to say
        QTreeWidgetItem *takes = nullptr; ///< null: there are no groups to choose from
        QLineEdit *label = nullptr;
    };
    [[nodiscard]] std::vector<Row> wantedRows() const;
    [[nodiscard]] std::vector<std::string> groupNames() const;
    void rebuild();
    void addHead(QTreeWidgetItem *head, bool expanded);
    void addRow(QTreeWidgetItem *family, const Row &row, std::size_t index);
    void addLabel(QTreeWidgetItem *item, const Row &row);
    void addTakes(QTreeWidgetItem *item, std::size_t entry);
    void addParameters(QTreeWidgetItem *item, const Row &row);
    void refresh();
    void refreshEntry(std::size_t entry);
    void refreshNotes();
    void fitHeight();
    void tick(QTreeWidgetItem *item, int column);
    void tickGroup(const QTreeWidgetItem *item);
    void ask(const plan::Plan &after, const QString &text);
    void remember(const QTreeWidgetItem *item, bool unfolded);
    void addVariant();
    void enableVariant();
    [[nodiscard]] std::optional<Row> rowOf(const QTreeWidgetItem *item) const;

    plan::Catalogue m_catalogue;
    plan::Plan m_plan;
    Theme m_theme;
    std::vector<Row> m_rows;
    std::vector<QTreeWidgetItem *> m_items; ///< of m_rows
    std::map<std::pair<std::size_t, std::string>, ParameterEditor *> m_parameters; ///< by entry and key
    std::map<std::size_t, Parts> m_parts;       ///< by entry
    std::map<std::size_t, QString> m_problems;  ///< by entry
    std::vector<std::string> m_groups;          ///< names of the task groups that are to be chosen from
    QTreeWidgetItem *m_later = nullptr; ///< head of the models that are not in this version
    std::set<std::string> m_unfolded; ///< ids of models whose parameters are shown; an empty one: those of m_later
    QLabel *m_title;
    QLabel *m_count;
    QTreeWidget *m_tree;
    FieldNote *m_note;
    QPushButton *m_variant;
    QTimer m_fit; ///< the tree must not be asked for its layout from inside its own signals
};

} // namespace interleave::widgets
