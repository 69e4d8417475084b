// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/models_editor.h"

#include "core/plan/tasks.h"
#include "widgets/common/format.h"
#include "widgets/form/field_note.h"
#include "widgets/form/glyph_icon.h"
#include "widgets/form/parameter_editor.h"
#include "widgets/form/plan_edit.h"
#include "widgets/form/plan_problems.h"
#include "widgets/form/plan_text.h"
#include "widgets/form/wrap_delegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>
#include <QVBoxLayout>

namespace interleave::widgets {
namespace {

constexpr int kRowRole = Qt::UserRole;       ///< index into m_rows
constexpr int kEntryRole = Qt::UserRole + 1; ///< of a task group to tick: the entry that takes it
constexpr int kGroupRole = Qt::UserRole + 2; ///< … and which one it is
constexpr int kFewestRows = 11, kMostRows = 24; ///< that the list is high
constexpr int kLabelWidth = 120;

} // namespace

ModelsEditor::ModelsEditor(plan::Catalogue catalogue, QWidget *parent)
    : QWidget(parent), m_catalogue(std::move(catalogue)), m_title(new QLabel(this)), m_count(new QLabel(this)), m_tree(new QTreeWidget(this)),
      m_note(new FieldNote(m_tree, this)), m_variant(new QPushButton(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_count);
    column->addLayout(head);
    column->addWidget(m_tree, 1);
    column->addWidget(m_note);
    column->addWidget(m_variant);
    m_note->setPath("executors");
    m_title->setBuddy(m_tree);
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(false);
    m_tree->setIndentation(14);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_tree, &QTreeWidget::itemChanged, this, &ModelsEditor::tick);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ModelsEditor::enableVariant);
    connect(m_variant, &QPushButton::clicked, this, &ModelsEditor::addVariant);
    m_tree->setItemDelegate(new WrapDelegate(m_tree));
    connect(m_tree, &QTreeWidget::itemExpanded, this, [this](const QTreeWidgetItem *item) { remember(item, true); });
    connect(m_tree, &QTreeWidget::itemCollapsed, this, [this](const QTreeWidgetItem *item) { remember(item, false); });
    m_fit.setSingleShot(true);
    connect(&m_fit, &QTimer::timeout, this, &ModelsEditor::fitHeight);
    m_fit.start(0);
}

/// As high as what it shows, within limits: a list that scrolls inside of a form that scrolls is seldom what one wants.
void ModelsEditor::fitHeight()
{
    const int row = fontMetrics().height() + 4;
    int height = 2 * m_tree->frameWidth();
    for (QTreeWidgetItemIterator item(m_tree, QTreeWidgetItemIterator::NotHidden); *item; ++item)
        height += m_tree->visualItemRect(*item).height();
    m_tree->setMinimumHeight(std::clamp(height, kFewestRows * row, kMostRows * row));
}

void ModelsEditor::remember(const QTreeWidgetItem *item, bool unfolded)
{
    m_fit.start(0);
    const auto row = rowOf(item);
    const bool later = item == m_later;
    if (!row && !later)
        return;
    const std::string id = later ? std::string() : row->descriptor->id;
    if (unfolded)
        m_unfolded.insert(id);
    else
        m_unfolded.erase(id);
}

std::vector<ModelsEditor::Row> ModelsEditor::wantedRows() const
{
    std::vector<Row> rows;
    for (const auto &descriptor : m_catalogue.executors) {
        const std::size_t before = rows.size();
        for (std::size_t i = 0; i < m_plan.executors.size(); ++i) {
            if (m_plan.executors[i].id == descriptor.id)
                rows.push_back({&descriptor, i});
        }
        if (rows.size() == before)
            rows.push_back({&descriptor, std::nullopt});
    }
    return rows;
}

/// With one group there is nothing to choose.
std::vector<std::string> ModelsEditor::groupNames() const
{
    std::vector<std::string> names;
    for (const auto &group : m_plan.workload.groups)
        names.push_back(group.name);
    return names.size() > 1 ? names : std::vector<std::string>();
}

void ModelsEditor::showPlan(const plan::Plan &plan)
{
    m_plan = plan;
    if (wantedRows() != m_rows || groupNames() != m_groups)
        rebuild();
    refresh();
}

void ModelsEditor::rebuild()
{
    const QSignalBlocker quiet(m_tree);
    const auto current = rowOf(m_tree->currentItem());
    m_tree->clear();
    m_items.clear();
    m_parameters.clear();
    m_parts.clear();
    m_rows = wantedRows();
    m_groups = groupNames();
    std::map<plan::Family, QTreeWidgetItem *> families;
    m_later = nullptr;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const plan::ExecutorDescriptor &descriptor = *m_rows[i].descriptor;
        auto *&head = descriptor.available ? families[descriptor.family] : m_later;
        if (!head) {
            head = new QTreeWidgetItem({descriptor.available ? displayName(descriptor.family) : tr("Not in this version")});
            head->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            if (descriptor.available)
                addHead(head, true);
        }
        addRow(head, m_rows[i], i);
        if (current && m_rows[i] == *current)
            m_tree->setCurrentItem(m_items.back());
    }
    if (m_later)
        addHead(m_later, m_unfolded.contains({}));
}

void ModelsEditor::addHead(QTreeWidgetItem *head, bool expanded)
{
    m_tree->addTopLevelItem(head);
    head->setFirstColumnSpanned(true);
    for (int i = 0; i < head->childCount(); ++i)
        head->child(i)->setFirstColumnSpanned(true); // has no effect on an item outside of a tree
    head->setExpanded(expanded);
}

void ModelsEditor::addRow(QTreeWidgetItem *family, const Row &row, std::size_t index)
{
    auto *item = new QTreeWidgetItem(family);
    item->setData(0, kRowRole, static_cast<qulonglong>(index));
    item->setFirstColumnSpanned(true);
    m_items.push_back(item);
    item->setToolTip(0, catalogueText(row.descriptor->summary));
    if (!row.descriptor->available) {
        item->setFlags(Qt::NoItemFlags);
        item->setText(0, catalogueText(row.descriptor->name));
        return;
    }
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(0, row.entry ? Qt::Checked : Qt::Unchecked);
    if (row.entry) {
        auto *note = m_parts[*row.entry].note = new QTreeWidgetItem(family);
        note->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        note->setData(0, kWrappedRole, true);
        addLabel(item, row);
        if (!m_groups.empty())
            addTakes(item, *row.entry);
        addParameters(item, row);
    }
    item->setExpanded(m_unfolded.contains(row.descriptor->id));
}

void ModelsEditor::addLabel(QTreeWidgetItem *item, const Row &row)
{
    auto *line = new QTreeWidgetItem(item, {tr("Label")});
    line->setFlags(Qt::ItemIsEnabled);
    auto *edit = m_parts[*row.entry].label = new QLineEdit(m_tree);
    edit->setAccessibleName(tr("%1: %2", "concurrency model, its parameter").arg(catalogueText(row.descriptor->name), tr("Label")));
    edit->setToolTip(tr("How charts and tables call it; empty: by model and parameters"));
    edit->setMaximumWidth(kLabelWidth);
    m_tree->setItemWidget(line, 1, edit);
    connect(edit, &QLineEdit::textEdited, this, [this, entry = *row.entry](const QString &text) {
        Q_EMIT edited(edit::withLabel(m_plan, entry, text.toStdString()), tr("Change Label"), QStringLiteral("entry %1 label").arg(entry));
    });
}

void ModelsEditor::addTakes(QTreeWidgetItem *item, std::size_t entry)
{
    auto *takes = m_parts[entry].takes = new QTreeWidgetItem(item);
    takes->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    takes->setFirstColumnSpanned(true);
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        auto *line = new QTreeWidgetItem(takes);
        line->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        line->setText(0, tr("Task group “%1”").arg(QString::fromStdString(m_groups[i])));
        line->setData(0, kEntryRole, static_cast<qulonglong>(entry));
        line->setData(0, kGroupRole, static_cast<qulonglong>(i));
        line->setFirstColumnSpanned(true);
    }
    takes->setExpanded(!m_plan.executors[entry].groups.empty());
}

void ModelsEditor::addParameters(QTreeWidgetItem *item, const Row &row)
{
    for (const auto &parameter : row.descriptor->parameters) {
        auto *line = new QTreeWidgetItem(item, {catalogueText(parameter.name)});
        line->setFlags(Qt::ItemIsEnabled);
        line->setToolTip(0, catalogueText(parameter.help));
        const QString name = tr("%1: %2", "concurrency model, its parameter").arg(catalogueText(row.descriptor->name), catalogueText(parameter.name));
        auto *editor = new ParameterEditor(parameter, name, m_tree);
        m_tree->setItemWidget(line, 1, editor);
        m_parameters[{*row.entry, parameter.key}] = editor;
        connect(editor, &ParameterEditor::edited, this, [this, entry = *row.entry, key = parameter.key](const auto &value) {
            const QString field = QStringLiteral("entry %1 %2").arg(entry).arg(QString::fromStdString(key));
            Q_EMIT edited(edit::withParameter(m_plan, entry, key, value), tr("Change Parameter"), field);
        });
    }
}

void ModelsEditor::refresh()
{
    const QSignalBlocker quiet(m_tree);
    const auto styles = entryStyles(m_plan, m_catalogue, m_theme);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        if (!row.descriptor->available)
            continue;
        const QString name = catalogueText(row.descriptor->name);
        m_items[i]->setText(0, row.entry ? entryName(m_plan.executors[*row.entry], m_catalogue).oneLine() : name);
        m_items[i]->setIcon(0, row.entry ? swatchIcon(styles[*row.entry]) : QIcon());
    }
    for (const auto &[entry, parts] : m_parts)
        refreshEntry(entry);
    refreshNotes();
    for (const auto &[where, editor] : m_parameters) {
        const auto &given = m_plan.executors[where.first].parameters;
        const auto found = given.find(where.second);
        editor->showValue(found == given.end() ? std::nullopt : std::optional(found->second));
    }
    m_count->setText(tr("%1 of %2", "ticked, all").arg(m_plan.executors.size()).arg(m_catalogue.executors.size()));
    enableVariant();
}

void ModelsEditor::refreshEntry(std::size_t entry)
{
    const plan::ExecutorEntry &shown = m_plan.executors[entry];
    const Parts &parts = m_parts[entry];
    const std::string usual = plan::defaultLabel(shown);
    parts.label->setPlaceholderText(QString::fromStdString(usual));
    if (const QString own = QString::fromStdString(shown.label == usual ? std::string() : shown.label); parts.label->text() != own)
        parts.label->setText(own);
    if (!parts.takes)
        return;
    QStringList taken;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const bool takes = plan::takesGroup(shown, m_plan.workload.groups[i]);
        parts.takes->child(static_cast<int>(i))->setCheckState(0, takes ? Qt::Checked : Qt::Unchecked);
        if (takes)
            taken << QString::fromStdString(m_groups[i]);
    }
    parts.takes->setText(0, shown.groups.empty() ? tr("Takes all task groups") : tr("Takes only: %1").arg(taken.join(tr(", ", "between task groups"))));
}

void ModelsEditor::refreshNotes()
{
    for (const auto &[entry, parts] : m_parts) {
        const auto problem = m_problems.find(entry);
        const bool wrong = problem != m_problems.end();
        const QString text = wrong ? problem->second : leftOutText(m_plan, entry, m_catalogue);
        parts.note->setIcon(0, glyphIcon(wrong ? Glyph::Warning : Glyph::Info, wrong ? m_theme.warning : m_theme.text, m_theme.mutedText));
        parts.note->setText(0, text);
        parts.note->setToolTip(0, text);
        parts.note->setHidden(text.isEmpty());
    }
}

void ModelsEditor::showProblems(const std::vector<Problem> &problems)
{
    const QSignalBlocker quiet(m_tree);
    m_problems.clear();
    for (const Problem &problem : problems) {
        if (const auto entry = parsePath(problem.path).entry)
            m_problems.emplace(*entry, problem.text);
    }
    refreshNotes();
    QMetaObject::invokeMethod(m_tree, &QTreeWidget::doItemsLayout, Qt::QueuedConnection);
    m_fit.start(0);
}

void ModelsEditor::reveal(std::size_t entry)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].entry != entry)
            continue;
        m_items[i]->setExpanded(true);
        m_tree->setCurrentItem(m_items[i]);
        m_tree->scrollToItem(m_items[i]);
    }
    m_tree->setFocus(Qt::OtherFocusReason);
}

std::optional<ModelsEditor::Row> ModelsEditor::rowOf(const QTreeWidgetItem *item) const
{
    if (!item || !item->data(0, kRowRole).isValid())
        return std::nullopt;
    return m_rows[item->data(0, kRowRole).toULongLong()];
}

void ModelsEditor::tick(QTreeWidgetItem *item, int column)
{
    if (column == 0 && item->data(0, kGroupRole).isValid())
        return tickGroup(item);
    const auto row = rowOf(item);
    if (column != 0 || !row || (item->checkState(0) == Qt::Checked) == row->entry.has_value())
        return;
    if (row->entry)
        ask(edit::withEntryRemoved(m_plan, *row->entry), tr("Remove Concurrency Model"));
    else
        ask(edit::withEntryAdded(m_plan, m_catalogue, row->descriptor->id), tr("Add Concurrency Model"));
}

void ModelsEditor::tickGroup(const QTreeWidgetItem *item)
{
    const std::size_t entry = item->data(0, kEntryRole).toULongLong();
    const std::string &group = m_groups[item->data(0, kGroupRole).toULongLong()];
    const auto after = edit::withGroupTaken(m_plan, entry, group, item->checkState(0) == Qt::Checked);
    if (after == m_plan) // the last one stays taken
        QMetaObject::invokeMethod(this, &ModelsEditor::refresh, Qt::QueuedConnection);
    else
        ask(after, tr("Change Task Groups of a Model"));
}

/// The tree may be rebuilt by what follows, and it is still inside its own signal now.
void ModelsEditor::ask(const plan::Plan &after, const QString &text)
{
    QMetaObject::invokeMethod(this, [this, after, text] { Q_EMIT edited(after, text, {}); }, Qt::QueuedConnection);
}

void ModelsEditor::addVariant()
{
    const auto row = rowOf(m_tree->currentItem());
    if (!row || !row->entry)
        return;
    m_unfolded.insert(row->descriptor->id);
    Q_EMIT edited(edit::withVariantAdded(m_plan, m_catalogue, *row->entry), tr("Add Variant"), {});
}

void ModelsEditor::enableVariant()
{
    const auto row = rowOf(m_tree->currentItem());
    m_variant->setEnabled(row && row->entry && !row->descriptor->parameters.empty());
}

void ModelsEditor::setTheme(const Theme &theme)
{
    m_theme = theme;
    refresh();
}

void ModelsEditor::retranslateUi()
{
    m_title->setText(tr("&Concurrency models"));
    m_tree->setAccessibleName(tr("Concurrency models"));
    m_count->setAccessibleName(tr("Number of ticked models"));
    m_tree->setWhatsThis(tr("Tick what the workload shall run under. Unfold a ticked model for its parameters."));
    m_variant->setText(tr("Add &Variant"));
    m_variant->setAccessibleName(tr("Add variant of the selected model"));
    m_variant->setToolTip(tr("Runs the selected model a second time with another parameter"));
    rebuild();
    refresh();
}

} // namespace interleave::widgets
